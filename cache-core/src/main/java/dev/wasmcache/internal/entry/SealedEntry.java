package dev.wasmcache.internal.entry;

import dev.wasmcache.EntryContent;
import java.io.IOException;

/**
 * An entry that is copied to another store with its original header, which was verified. This way a
 * process that cannot sign keeps the existing signature.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
public record SealedEntry(byte[] header, byte[] array, int offset, int length)
    implements EntryContent {

  @Override
  public long size() {
    return (long) header.length + length;
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    for (int position = 0; position < length; ) {
      int slice = EntrySlices.length(header.length + (long) position);
      int part = Math.min(slice, length - position);
      sink.write(header.length + (long) position, array, offset + position, part);
      position += part;
    }
    sink.write(0, header, 0, header.length);
  }
}
