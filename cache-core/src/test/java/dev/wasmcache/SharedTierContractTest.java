package dev.wasmcache;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Behind the guard of a shared tier, a store is the same store. */
final class SharedTierContractTest extends ArtifactStoreContract {

  private final MapStore store = new MapStore();

  @Override
  protected ArtifactStore open() {
    return new Behind(new Guarded(SharedTier.of(store)), store);
  }

  /** The calls of a cache, as those of a store. A write waits until it has been uploaded. */
  private record Behind(Guarded guard, MapStore store) implements ArtifactStore {

    @Override
    public Optional<StoredEntry> get(CacheKey key) throws IOException {
      // What a caller of the cache discards is what it was handed out, not what is there by then.
      Optional<StoredEntry> found = store.get(key);
      Optional<ByteBuffer> bytes = made(() -> guard.get(key));
      return found.flatMap(entry -> bytes.map(whole -> new Held(entry, whole, streamOf(whole))));
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      guard.put(key, content);
      Waiting.until(() -> guard.stats().queuedUploads() == 0);
    }

    @Override
    public boolean delete(CacheKey key) throws IOException {
      return made(() -> guard.delete(key));
    }

    @Override
    public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
      return made(() -> guard.tier().keys(after, limit));
    }

    @Override
    public void close() {
      guard.close();
    }

    private static <T> T made(Callable<T> call) throws IOException {
      try {
        return call.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private static InputStream streamOf(ByteBuffer bytes) {
    return new ByteArrayInputStream(bytes.array(), bytes.position(), bytes.remaining());
  }

  private record Held(StoredEntry entry, ByteBuffer bytes, InputStream content)
      implements StoredEntry {

    @Override
    public long size() {
      return bytes.remaining();
    }

    @Override
    public Optional<ByteBuffer> readWhole(Arrival arrival) {
      return Optional.of(bytes.duplicate());
    }

    @Override
    public boolean discard() throws IOException {
      return entry.discard();
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }
}
