package dev.wasmcache.internal.guard;

import dev.wasmcache.Arrival;
import dev.wasmcache.StoredEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry that tells how many of its bytes have come, and that stops being read when its caller
 * has given up. What it only announces does not count.
 */
public final class CountedEntry implements StoredEntry {

  private static final int SLICE = 128 * 1024;

  // That an entry is announced to be long is no reason to allocate for it: the array grows with
  // what has come. Nearly all entries are in their last array after one small copy.
  private static final int FIRST_ARRAY = 64 * 1024;
  private static final long GROWTH = 256;

  private final StoredEntry entry;
  private final Progress progress;
  private final boolean network;
  private @Nullable InputStream content;

  /**
   * @param network whether it comes from a network: then it is read into an array that grows with
   *     what has come, and can be digested meanwhile
   */
  public CountedEntry(StoredEntry entry, Progress progress, boolean network) {
    this.entry = entry;
    this.progress = progress;
    this.network = network;
    progress.expect(entry.size());
  }

  /** Returns what tells another one how far an entry has come, and counts that. */
  public static Arrival counting(Arrival arrival, Progress progress) {
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
    Optional<ByteBuffer> whole = entry.readWhole(counting(arrival, progress));
    return whole.isPresent() || !network ? whole : Optional.of(readGrowing(arrival));
  }

  /**
   * Reads as much as it says it has, and one byte more if there is one; verification finds that.
   */
  private ByteBuffer readGrowing(Arrival arrival) throws IOException {
    int whole = Math.toIntExact(entry.size()) + 1;
    byte[] bytes = new byte[Math.min(whole, FIRST_ARRAY)];
    int position = 0;
    for (int read; position < whole; position += read) {
      if (position == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(whole, GROWTH * position));
      }
      if (bytes.length == whole) {
        arrival.arrived(bytes, 0, position);
      }
      read = content().readNBytes(bytes, position, Math.min(SLICE, bytes.length - position));
      if (read == 0) {
        break;
      }
    }
    return ByteBuffer.wrap(bytes, 0, position);
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

  private record CountedArrival(Arrival arrival, Progress progress) implements Arrival {
    @Override
    public void arrived(byte[] array, int from, int to) {
      progress.moved(to - (long) from);
      arrival.arrived(array, from, to);
    }

    @Override
    public void underWay(long bytes, long size) {
      progress.moved(bytes);
      if (size >= 0) {
        progress.expect(size);
      }
      arrival.underWay(bytes, size);
    }
  }

  private static final class Counted extends FilterInputStream {
    private final Progress progress;
    private long count;

    private Counted(InputStream content, Progress progress) {
      super(content);
      this.progress = progress;
    }

    /** Ends a read whose result no caller will receive. */
    private void requireWanted() throws InterruptedIOException {
      if (progress.isAbandoned()) {
        throw new InterruptedIOException("abandoned after " + count + " bytes");
      }
    }

    @Override
    public int read() throws IOException {
      requireWanted();
      int read = super.read();
      if (read >= 0) {
        progress.moved(++count);
      }
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      requireWanted();
      int read = super.read(target, offset, length);
      if (read > 0) {
        count += read;
        progress.moved(count);
      }
      return read;
    }
  }
}
