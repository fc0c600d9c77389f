package dev.wasmcache.internal.entry;

import dev.wasmcache.EntryContent;
import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;

/**
 * An entry that is copied unchanged from one store to another. It is verified when it is read
 * there.
 */
public record EntryCopy(StoredEntry source) implements EntryContent {

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    byte[] slice = new byte[EntrySlices.SIZE];
    InputStream content = source.content();
    long position = 0;
    while (position < size()) {
      int wanted = (int) Math.min(EntrySlices.SIZE, size() - position);
      if (content.readNBytes(slice, 0, wanted) < wanted) {
        throw new IOException("The entry ends before its length");
      }
      sink.write(position, slice, 0, wanted);
      position += wanted;
    }
  }
}
