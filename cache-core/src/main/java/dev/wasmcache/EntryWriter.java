package dev.wasmcache;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The entry of an artifact, in the form that stores accept. The body is written first and the
 * header last: a truncated entry has no header.
 */
final class EntryWriter implements EntryContent {

  private final CacheKey key;
  private final Artifact artifact;
  private final Integrity integrity;
  private final Instant createdAt;
  private final @Nullable Fingerprint fingerprint;
  private final int headerSize;

  EntryWriter(CacheKey key, Artifact artifact, Integrity integrity, Instant createdAt) {
    this.key = key;
    this.artifact = artifact;
    this.integrity = integrity;
    this.createdAt = createdAt;
    this.fingerprint = artifact.fingerprint().orElse(null);
    this.headerSize = EntryHeader.size(integrity, fingerprint);
  }

  @Override
  public long size() {
    return headerSize + artifact.size();
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    Integrity.BodyDigest digest = integrity.newBodyDigest();
    if (artifact.inMemory()) {
      writeArray(artifact.array(), artifact.offset(), digest, sink);
    } else {
      writeStream(digest, sink);
    }
    EntryHeader header =
        new EntryHeader(
            key, artifact.size(), digest.value(), artifact.compileTime(), createdAt, fingerprint);
    sink.write(0, header.encode(integrity), 0, headerSize);
  }

  private void writeArray(byte[] array, int offset, Integrity.BodyDigest digest, Sink sink)
      throws IOException {
    int size = (int) artifact.size();
    for (int position = 0; position < size; ) {
      int length = Math.min(EntrySlices.length(headerSize + (long) position), size - position);
      digest.update(array, offset + position, length);
      sink.write(headerSize + (long) position, array, offset + position, length);
      position += length;
    }
  }

  private void writeStream(Integrity.BodyDigest digest, Sink sink) throws IOException {
    byte[] slice = new byte[EntrySlices.SIZE];
    long position = 0;
    try (InputStream content = artifact.openStream()) {
      for (int read;
          (read = content.readNBytes(slice, 0, EntrySlices.length(headerSize + position))) > 0;
          position += read) {
        if (position + read > artifact.size()) {
          throw new IOException("The stream has more bytes than the stated " + artifact.size());
        }
        digest.update(slice, 0, read);
        sink.write(headerSize + position, slice, 0, read);
      }
    }
    if (position != artifact.size()) {
      throw new IOException(
          "The stream has " + position + " bytes, not the stated " + artifact.size());
    }
  }
}
