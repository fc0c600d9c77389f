package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache that is closed while it is used. */
final class CloseTest {

  private static final byte[] BODY = Bodies.random(5, 300_000);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir Path directory;

  @AfterEach
  void shutDown() {
    threads.shutdownNow();
  }

  @Test
  void J02_close_duringWrites_leavesNothingHalf() throws Exception {
    for (int round = 0; round < 10; round++) {
      CompilationCache cache = cache();
      CountDownLatch writing = new CountDownLatch(4);
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int first = 10 * i;
        writers.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 10; j++) {
                    cache.put(Requests.of(first + j).key(), Artifact.of(BODY));
                    writing.countDown();
                  }
                }));
      }
      writing.await();
      cache.close();
      cache.close();
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertWholeAndNothingElse();
    }
  }

  private void assertWholeAndNothingElse() throws IOException {
    assertThat(CacheFiles.temporary(directory)).isEmpty();
    try (CompilationCache next = cache()) {
      int hits = 0;
      for (int i = 0; i < 40; i++) {
        CacheKey key = Requests.of(i).key();
        hits +=
            next.get(key).map(artifact -> artifact.equals(Artifact.of(BODY))).orElse(false) ? 1 : 0;
        next.delete(key);
      }
      assertThat(next.stats().tier(Tier.DISK).requests(Outcome.CORRUPT)).isZero();
      assertThat(hits).isPositive();
      assertThat(CacheFiles.entries(directory)).isEmpty();
    }
  }

  @Test
  void J02_close_writeThatDoesNotEnd_isNotWaitedFor() throws Exception {
    CacheKey key = Requests.of(1).key();
    CompilationCache cache = cache();
    assertThat(closesDuring(artifact -> cache.put(key, artifact), cache)).isTrue();
    assertThat(CacheFiles.temporary(directory)).isEmpty();
    try (CompilationCache next = cache()) {
      assertThat(next.get(key)).contains(Artifact.of(BODY));
    }
  }

  @Test
  void J02_close_thatWaitsForWriters_isCaught() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    // The naive way: close waits for everything that runs.
    boolean closed =
        closesDuring(
            artifact -> {
              lock.lock();
              try {
                artifact.openStream().readAllBytes();
              } catch (IOException e) {
                throw new AssertionError(e);
              } finally {
                lock.unlock();
              }
            },
            () -> {
              lock.lock();
              lock.unlock();
            });
    assertThat(closed).isFalse();
  }

  private interface Writer {
    void put(Artifact artifact);
  }

  /** Returns whether close returns while a write waits for its bytes. */
  private boolean closesDuring(Writer writer, AutoCloseable closed) throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(BODY)) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            writing.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return super.read(target, offset, length);
          }
        };
    Future<?> write = threads.submit(() -> writer.put(Artifact.of(slow, BODY.length)));
    writing.await();
    Future<?> close =
        threads.submit(
            () -> {
              closed.close();
              return null;
            });
    try {
      // Close must not block forever; how long a busy machine takes does not matter.
      close.get(3, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } finally {
      end.countDown();
      write.get();
      close.get();
    }
  }

  private CompilationCache cache() {
    DiskStore store = DiskStore.builder(directory.resolve("cache")).build();
    return CompilationCache.builder().disk(store).build();
  }
}
