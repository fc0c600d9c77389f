package dev.wasmcache.internal.guard;

import dev.wasmcache.EntryContent;
import java.io.IOException;

/** The bytes of an entry, which tell how many of them a store has taken. */
public record CountedContent(EntryContent content, Progress progress) implements EntryContent {

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    content.writeTo(new Counted(sink, progress));
  }

  private static final class Counted implements Sink {
    private final Sink sink;
    private final Progress progress;
    private long count;

    private Counted(Sink sink, Progress progress) {
      this.sink = sink;
      this.progress = progress;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      sink.write(position, source, offset, length);
      count += length;
      progress.moved(count);
    }
  }
}
