package dev.wasmcache.internal.entry;

import dev.wasmcache.EntryContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entry of an artifact, in the form that stores accept. The body is written first and the
 * header last: a truncated entry has no header.
 */
public final class EntryWriter implements EntryContent {

  private final EntryHeader header;
  private final byte @Nullable [] array;
  private final int offset;
  private final @Nullable Supplier<InputStream> stream;
  private final Authenticator authenticator;
  private final int headerSize;

  private EntryWriter(
      EntryHeader header,
      byte @Nullable [] array,
      int offset,
      @Nullable Supplier<InputStream> stream,
      Authenticator authenticator) {
    this.header = header;
    this.array = array;
    this.offset = offset;
    this.stream = stream;
    this.authenticator = authenticator;
    this.headerSize = EntryHeader.size(authenticator, header.fingerprint());
  }

  /**
   * Writes an entry whose body is in memory.
   *
   * @param header without the digest of the body; its length is the body's
   * @param array holds the body
   * @param offset where the body starts
   */
  public static EntryWriter ofArray(
      EntryHeader header, byte[] array, int offset, Authenticator authenticator) {
    return new EntryWriter(header, array, offset, null, authenticator);
  }

  /**
   * Writes an entry whose body is a stream.
   *
   * @param header without the digest of the body; its length is the body's
   * @param stream opens the body, once; closed when it has been written
   */
  public static EntryWriter ofStream(
      EntryHeader header, Supplier<InputStream> stream, Authenticator authenticator) {
    return new EntryWriter(header, null, 0, stream, authenticator);
  }

  @Override
  public long size() {
    return headerSize + header.bodyLength();
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    Authenticator.BodyDigest digest = authenticator.newBodyDigest();
    if (array != null) {
      writeArray(array, digest, sink);
    } else if (stream != null) {
      writeStream(stream.get(), digest, sink);
    }
    sink.write(0, header.withDigest(digest.value()).encode(authenticator), 0, headerSize);
  }

  private void writeArray(byte[] body, Authenticator.BodyDigest digest, Sink sink)
      throws IOException {
    int size = (int) header.bodyLength();
    for (int position = 0; position < size; ) {
      int length = Math.min(EntrySlices.length(headerSize + (long) position), size - position);
      digest.update(body, offset + position, length);
      sink.write(headerSize + (long) position, body, offset + position, length);
      position += length;
    }
  }

  private void writeStream(InputStream opened, Authenticator.BodyDigest digest, Sink sink)
      throws IOException {
    byte[] slice = new byte[EntrySlices.SIZE];
    long position = 0;
    try (InputStream content = opened) {
      for (int read;
          (read = content.readNBytes(slice, 0, EntrySlices.length(headerSize + position))) > 0;
          position += read) {
        if (position + read > header.bodyLength()) {
          throw new IOException(
              "The stream has more bytes than the " + header.bodyLength() + " said");
        }
        digest.update(slice, 0, read);
        sink.write(headerSize + position, slice, 0, read);
      }
    }
    if (position != header.bodyLength()) {
      throw new IOException(
          "The stream has " + position + " bytes, not the " + header.bodyLength() + " said");
    }
  }
}
