package dev.wasmcache.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Limits what a server sends besides the bytes of an entry. The client reads all of it into memory,
 * decompresses it if a header says that it is compressed, and parses it with a recursive call for
 * each nested element.
 *
 * <p>A refusal that is too long is cut off, so that its beginning still shows the reason. Any other
 * response over its limit fails. The bytes of an entry are limited where they are read.
 */
final class AnswerLimits implements ExecutionInterceptor {

  /** A refusal by S3 has some hundred bytes. Parsing one of this size takes little stack. */
  static final int MAXIMUM_BYTES = 4 * 1024;

  /** A page of a thousand names takes half of this. */
  static final int MAXIMUM_LISTING_BYTES = 2 * 1024 * 1024;

  /** S3 sends about twenty headers, less than a kilobyte in total. */
  static final int MAXIMUM_HEADERS = 200;

  static final int MAXIMUM_HEADER_CHARACTERS = 64 * 1024;

  /** A listing has four levels. */
  static final int MAXIMUM_DEPTH = 32;

  @Override
  public SdkHttpResponse modifyHttpResponse(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    SdkHttpResponse response = context.httpResponse();
    int count = 0;
    long characters = 0;
    for (Map.Entry<String, List<String>> header : response.headers().entrySet()) {
      for (String value : header.getValue()) {
        count++;
        characters += header.getKey().length() + value.length();
      }
    }
    if (count > MAXIMUM_HEADERS || characters > MAXIMUM_HEADER_CHARACTERS) {
      throw refused(
          "%d headers of %d characters; the limits are %d and %d"
              .formatted(count, characters, MAXIMUM_HEADERS, MAXIMUM_HEADER_CHARACTERS));
    }
    for (String encoding : response.matchingHeaders("Content-Encoding")) {
      if (!encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
        throw refused("a compressed answer, which was not requested");
      }
    }
    return response;
  }

  private static SdkClientException refused(String what) {
    return SdkClientException.create("S3 sent " + what);
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<InputStream> body = context.responseBody();
    if (!context.httpResponse().isSuccessful()) {
      return body.map(content -> new Limited(content, MAXIMUM_BYTES, true));
    }
    SdkRequest request = context.request();
    if (request instanceof GetObjectRequest) {
      return body;
    }
    int limit = request instanceof ListObjectsV2Request ? MAXIMUM_LISTING_BYTES : MAXIMUM_BYTES;
    return body.map(content -> new Limited(content, limit, false));
  }

  private static final class Limited extends InputStream {
    private final InputStream body;
    private final int limit;
    private final boolean cut;
    private int left;
    private int depth;
    private byte before;

    private Limited(InputStream body, int limit, boolean cut) {
      this.body = body;
      this.limit = limit;
      this.cut = cut;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length > 0 && left == 0) {
        if (cut || body.read() < 0) {
          return -1;
        }
        throw new IOException("S3 sent an answer of more than " + limit + " bytes");
      }
      int read = body.read(target, offset, Math.min(length, left));
      left -= Math.max(0, read);
      if (!cut) {
        requireFlat(target, offset, read);
      }
      return read;
    }

    /** Approximate: text that looks like a tag, within a text or a comment, counts as well. */
    private void requireFlat(byte[] target, int offset, int read) throws IOException {
      for (int i = offset; i < offset + read; i++) {
        byte b = target[i];
        if (before == '<') {
          depth += b == '/' ? -1 : b == '?' || b == '!' ? 0 : 1;
        } else if (before == '/' && b == '>') {
          depth--;
        }
        if (depth > MAXIMUM_DEPTH) {
          throw new IOException(
              "S3 sent elements that are nested more than " + MAXIMUM_DEPTH + " deep");
        }
        before = b;
      }
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
