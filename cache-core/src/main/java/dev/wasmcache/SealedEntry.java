package dev.wasmcache;

import java.io.IOException;

/**
 * An entry that is copied to another store with its original header, which was verified. This way a
 * process that cannot sign keeps the existing signature.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
record SealedEntry(byte[] header, Artifact artifact) implements EntryContent {

  @Override
  public long size() {
    return header.length + artifact.size();
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    int size = (int) artifact.size();
    for (int position = 0; position < size; ) {
      int slice = EntrySlices.length(header.length + (long) position);
      int length = Math.min(slice, size - position);
      sink.write(
          header.length + (long) position, artifact.array(), artifact.offset() + position, length);
      position += length;
    }
    sink.write(0, header, 0, header.length);
  }
}
