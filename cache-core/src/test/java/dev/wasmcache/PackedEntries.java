package dev.wasmcache;

import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.EntryHeader;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Compressed entries as a writer makes them, and as none does. */
public final class PackedEntries {

  /** The envelope that a writer makes. */
  public static final byte[] ENVELOPE = {
    'W', 'A', 'S', 'M', 'C', 'A', 'C', 'Z', 0, 2, 1, 0, 0, 0, 0, 0
  };

  private PackedEntries() {}

  /** A body that shrinks to about a half. */
  public static byte[] body(int size) {
    byte[] body = Bodies.random(size, size);
    for (int i = 0; i < size; i++) {
      body[i] &= 0x0f;
    }
    return body;
  }

  /** Makes an entry with this body. */
  public static byte[] of(CacheKey key, byte[] body, Integrity integrity) {
    return concat(ENVELOPE, header(key, body, body.length, integrity), deflated(body));
  }

  /** Makes an authentic header with the digest of a body, and any length. */
  public static byte[] header(CacheKey key, byte[] body, long length, Integrity integrity) {
    Authenticator authenticator = integrity.authenticator();
    Authenticator.BodyDigest digest = authenticator.newBodyDigest();
    digest.update(body, 0, body.length);
    return EntryHeader.undigested(key, length, Duration.ofMillis(3), Instant.EPOCH, null)
        .withDigest(digest.value())
        .encode(authenticator);
  }

  public static byte[] deflated(byte[] body) {
    Deflater deflater = new Deflater(6, true);
    deflater.setInput(body);
    deflater.finish();
    byte[] packed = new byte[body.length + 1024];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
