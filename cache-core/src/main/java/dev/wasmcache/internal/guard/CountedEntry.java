package dev.wasmcache.internal.guard;

import dev.wasmcache.Arrival;
import dev.wasmcache.StoredEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entry that tells how many of its bytes have come. What it only announces does not count. */
public final class CountedEntry implements StoredEntry {

  private final StoredEntry entry;
  private final TimedCalls.Progress progress;
  private @Nullable InputStream content;

  public CountedEntry(StoredEntry entry, TimedCalls.Progress progress) {
    this.entry = entry;
    this.progress = progress;
  }

  /** Returns what tells another one how far an entry has come, and counts that. */
  public static Arrival counting(Arrival arrival, TimedCalls.Progress progress) {
    return new CountedArrival(arrival, progress);
  }

  @Override
  public long size() {
    return entry.size();
  }

  @Override
  public InputStream content() {
    // Not before: an entry that is read whole need not be opened as a stream.
    InputStream opened = content;
    if (opened == null) {
      opened = new Counted(entry.content(), progress);
      content = opened;
    }
    return opened;
  }

  @Override
  public Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    return entry.readWhole(counting(arrival, progress));
  }

  @Override
  public Optional<StoredEntry> reopen() throws IOException {
    return entry.reopen();
  }

  @Override
  public boolean discard() throws IOException {
    return entry.discard();
  }

  @Override
  public void close() throws IOException {
    entry.close();
  }

  private record CountedArrival(Arrival arrival, TimedCalls.Progress progress) implements Arrival {
    @Override
    public void arrived(byte[] array, int from, int to) {
      progress.moved(to - (long) from);
      arrival.arrived(array, from, to);
    }
  }

  private static final class Counted extends FilterInputStream {
    private final TimedCalls.Progress progress;
    private long count;

    private Counted(InputStream content, TimedCalls.Progress progress) {
      super(content);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read >= 0) {
        progress.moved(++count);
      }
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read > 0) {
        count += read;
        progress.moved(count);
      }
      return read;
    }
  }
}
