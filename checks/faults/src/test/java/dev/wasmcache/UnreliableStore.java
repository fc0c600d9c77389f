package dev.wasmcache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A store in which any call may fail, at random from a seed. For one thread. */
final class UnreliableStore implements ArtifactStore {

  private static final int ONE_IN = 25;

  private final ArtifactStore store;
  private final Random random;
  private final Consumer<StoredEntry> closer;

  /**
   * @param closer closes an entry that the cache closes
   */
  UnreliableStore(ArtifactStore store, Random random, Consumer<StoredEntry> closer) {
    this.store = store;
    this.random = random;
    this.closer = closer;
  }

  private void step() throws IOException {
    int number = random.nextInt(ONE_IN);
    if (number == 0) {
      throw new IOException("of a test");
    }
    if (number == 1) {
      throw new IllegalStateException("of a test");
    }
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    step();
    return store.get(key).map(Entry::new);
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
        public int read(byte[] target, int offset, int length) throws IOException {
          step();
          return super.read(target, offset, length);
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
      closer.accept(entry);
      step();
    }
  }
}
