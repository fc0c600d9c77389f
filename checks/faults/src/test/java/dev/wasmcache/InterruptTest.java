package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thread that is interrupted at any moment while it uses the cache. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class InterruptTest {

  private static final int ROUNDS = Faults.isLong() ? 2_000 : 60;
  private static final byte[] BODY = Bodies.random(5, 1_000_000);

  @TempDir Path directory;

  /** One use of a cache, which returns whether it was correct. */
  private interface Use {
    boolean isRight(int round) throws IOException;
  }

  @Test
  void J01_use_interruptedAtAnyMoment_isRightAndKeepsTheFlag() throws Exception {
    try (CompilationCache cache = cache()) {
      boolean right =
          interrupted(
              round -> {
                CompileRequest request = Requests.of(round);
                cache.put(request.key(), Artifact.of(BODY));
                Optional<Artifact> hit = cache.get(request.key());
                Artifact artifact = cache.getOrCompile(request, asked -> Artifact.of(BODY));
                return hit.isPresent() && isBody(hit.get()) && isBody(artifact);
              });
      assertThat(right).isTrue();
      TierStats stats = cache.stats().tier(Tier.DISK);
      assertThat(stats.requests(Outcome.ERROR) + stats.writes(Outcome.ERROR)).isZero();
      assertThat(stats.requests(Outcome.CORRUPT)).isZero();
      assertThat(stats.writes(Outcome.STORED)).isEqualTo(ROUNDS);
    }
    assertThat(CacheFiles.temporary(directory)).isEmpty();
  }

  @Test
  void J01_use_interruptibleChannel_isCaught() throws Exception {
    Path file = directory.resolve("naive");
    boolean right =
        interrupted(
            round -> {
              // The naive way: a channel, which an interrupt closes while it is used.
              try (FileChannel channel =
                  FileChannel.open(
                      file,
                      StandardOpenOption.CREATE,
                      StandardOpenOption.WRITE,
                      StandardOpenOption.READ)) {
                channel.write(ByteBuffer.wrap(BODY));
                ByteBuffer read = ByteBuffer.allocate(BODY.length);
                channel.read(read, 0);
                return isBody(Artifact.of(read.array()));
              }
            });
    assertThat(right).isFalse();
  }

  /**
   * Returns whether every use was correct, and the interrupt status was preserved whenever it was
   * set.
   */
  private static boolean interrupted(Use use) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean right = new AtomicBoolean(true);
    AtomicBoolean done = new AtomicBoolean();
    Thread user =
        new Thread(
            () -> {
              try {
                for (int round = 0; round < ROUNDS; round++) {
                  if (!use.isRight(round)) {
                    right.set(false);
                  }
                  // Cleared only occasionally, so that most rounds run with the interrupt status
                  // set.
                  if (round % 3 == 0) {
                    Thread.interrupted();
                  }
                }
              } catch (Throwable e) {
                failure.set(e);
              } finally {
                done.set(true);
              }
            });
    user.start();
    while (!done.get()) {
      user.interrupt();
      Thread.onSpinWait();
    }
    user.join();
    if (failure.get() instanceof Error error && !(error instanceof AssertionError)) {
      throw error;
    }
    return right.get() && failure.get() == null;
  }

  @Test
  void J01_use_interruptedBefore_leavesTheFlagAndTheNextCallWorks() {
    try (CompilationCache cache = cache()) {
      CompileRequest request = Requests.of(1);
      Thread.currentThread().interrupt();
      cache.put(request.key(), Artifact.of(BODY));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(cache.get(request.key()).map(InterruptTest::isBody)).contains(true);
      Thread.currentThread().interrupt();
      cache.delete(request.key());
      Artifact compiled = cache.getOrCompile(request, asked -> Artifact.of(BODY));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(isBody(compiled)).isTrue();
      assertThat(cache.get(request.key())).contains(compiled);
    } finally {
      Thread.interrupted();
    }
  }

  private CompilationCache cache() {
    DiskStore store = DiskStore.builder(directory.resolve("cache")).build();
    return CompilationCache.builder().disk(store).build();
  }

  private static boolean isBody(Artifact artifact) {
    return artifact.asByteBuffer().equals(ByteBuffer.wrap(BODY));
  }
}
