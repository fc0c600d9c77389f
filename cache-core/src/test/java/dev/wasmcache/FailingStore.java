package dev.wasmcache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Fails the n-th call to a store, including reads and closes of its streams, alternately with a
 * checked and an unchecked exception.
 */
final class FailingStore implements ArtifactStore {

  private final ArtifactStore store;
  private final long failAt;
  private final boolean persistent;
  private long calls;

  /**
   * @param failAt the number of the call that fails, from 1
   * @param persistent whether all that follow fail too
   */
  FailingStore(ArtifactStore store, long failAt, boolean persistent) {
    this.store = store;
    this.failAt = failAt;
    this.persistent = persistent;
  }

  /** Whether the call that should fail was reached. */
  boolean failed() {
    return calls >= failAt;
  }

  private void step() throws IOException {
    calls++;
    if (calls == failAt || persistent && calls > failAt) {
      IOException failure = new IOException("call " + calls + " fails");
      if (calls % 2 == 0) {
        throw new UncheckedIOException(failure);
      }
      throw failure;
    }
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    step();
    Optional<StoredEntry> entry = store.get(key);
    return entry.map(Entry::new);
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    step();
    store.put(
        key,
        new EntryContent() {
          @Override
          public long size() {
            return content.size();
          }

          @Override
          public void writeTo(Sink sink) throws IOException {
            content.writeTo(
                (position, source, offset, length) -> {
                  step();
                  sink.write(position, source, offset, length);
                });
          }
        });
    step();
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    step();
    return store.delete(key);
  }

  @Override
  public void close() throws IOException {
    step();
    store.close();
  }

  private final class Entry implements StoredEntry {
    private final StoredEntry entry;

    private Entry(StoredEntry entry) {
      this.entry = entry;
    }

    @Override
    public long size() {
      return entry.size();
    }

    @Override
    public InputStream content() {
      return new FilterInputStream(entry.content()) {
        @Override
        public int read() throws IOException {
          step();
          return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          step();
          // A network stream returns fewer bytes than requested.
          return super.read(target, offset, Math.min(length, 100));
        }
      };
    }

    @Override
    public boolean discard() throws IOException {
      step();
      return entry.discard();
    }

    @Override
    public void close() throws IOException {
      step();
      entry.close();
    }
  }
}
