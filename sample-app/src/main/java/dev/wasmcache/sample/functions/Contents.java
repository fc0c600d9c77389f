package dev.wasmcache.sample.functions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.http.MediaType;

/** Detects the media type of bytes by examining them. */
final class Contents {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private Contents() {}

  static Answer answer(byte[] bytes) {
    if (startsWith(bytes, PNG)) {
      return Answer.Content.of(bytes, MediaType.IMAGE_PNG);
    }
    try {
      return new Answer.Value(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Answer.Content.of(bytes, MediaType.APPLICATION_OCTET_STREAM);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
