package dev.wasmcache.spring.endpoint;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A cache with one key, whose entry is read when the test allows it. */
final class PausingCache implements AutoCloseable {

  private static final CacheKey KEY = CacheKey.of(new byte[CacheKey.LENGTH]);

  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch proceeds = new CountDownLatch(1);
  private final CompilationCache cache =
      CompilationCache.builder().disk(new Store()).timeout(Duration.ZERO).build();

  CompilationCache cache() {
    return cache;
  }

  void awaitCall() throws InterruptedException {
    if (!called.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("no thread reads");
    }
  }

  void proceed() {
    proceeds.countDown();
  }

  @Override
  public void close() {
    proceed();
  }

  private final class Store implements ArtifactStore {
    @Override
    public Optional<StoredEntry> get(CacheKey key) throws IOException {
      called.countDown();
      try {
        proceeds.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return Optional.empty();
    }

    @Override
    public List<CacheKey> keys(@Nullable CacheKey after, int limit) {
      return after == null ? List.of(KEY) : List.of();
    }

    @Override
    public void put(CacheKey key, EntryContent content) {}

    @Override
    public boolean delete(CacheKey key) {
      return false;
    }

    @Override
    public void close() {}
  }
}
