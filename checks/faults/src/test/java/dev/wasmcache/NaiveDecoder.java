package dev.wasmcache;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** A decoder without precautions: it trusts the bytes that it reads. */
final class NaiveDecoder implements DecoderCheck.Decoder {

  @Override
  public Artifact read(CacheKey key, StoredEntry entry) throws IOException {
    DataInputStream in = new DataInputStream(entry.content());
    in.readLong();
    in.readShort();
    in.readByte();
    int keyIdLength = in.readUnsignedByte();
    int fingerprintLength = in.readInt();
    int bodyLength = (int) in.readLong();
    in.skipBytes(8 + 8 + CacheKey.LENGTH + 32 + keyIdLength);
    byte[] fingerprint = new byte[fingerprintLength];
    in.readFully(fingerprint);
    // Like FingerprintEncoding, but it also trusts the number of options.
    if (fingerprintLength > 0) {
      ByteBuffer.wrap(fingerprint).getInt();
    }
    byte[] body = new byte[bodyLength];
    in.readFully(body);
    return Artifact.builder()
        .content(body)
        .fingerprint(new Fingerprint("naive", "1", Map.of(), "any", 1, 0))
        .build();
  }
}
