package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.internal.Digests;
import dev.wasmcache.stats.VerifyOutcome;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Hits that are compiled again in the background. */
final class ShadowVerificationTest {

  private static final CompileRequest REQUEST = Requests.of(1).named("guests/sum.wasm");
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact RIGHT = Artifact.of(Bodies.random(1, 5_000));
  private static final Artifact OTHER = Artifact.of(Bodies.random(2, 4_000));

  @TempDir private Path directory;
  private final MapStore shared = new MapStore();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void watchTheLog() {
    log.start();
    logger().setLevel(Level.WARN);
    logger().setAdditive(false);
    logger().addAppender(log);
  }

  @AfterEach
  void endWatching() {
    logger().detachAppender(log);
    logger().setAdditive(true);
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("dev.wasmcache.CompilationCache");
  }

  @Test
  void hit_compilerMakesTheSame_isAMatch() {
    try (CompilationCache cache = open(1)) {
      cache.put(KEY, RIGHT);

      assertThat(cache.getOrCompile(REQUEST, request -> RIGHT)).isEqualTo(RIGHT);

      awaitOne(cache, VerifyOutcome.MATCH);
      assertThat(warnings()).isEmpty();
      assertThat(cache.stats().compilations()).isZero();
    }
    assertThat(mismatches()).doesNotExist();
  }

  @Test
  void D31_hit_otherCodeUnderTheKey_isCountedLoggedKeptAndReplacedInEveryTier() throws Exception {
    try (CompilationCache cache = open(1)) {
      cache.put(KEY, OTHER);

      assertThat(cache.getOrCompile(REQUEST, request -> RIGHT)).isEqualTo(OTHER);

      awaitOne(cache, VerifyOutcome.MISMATCH);
      assertThat(cache.get(KEY)).hasValue(RIGHT);
    }
    assertThat(warnings())
        .contains("'guests/sum.wasm'", KEY.toString(), digest(OTHER), digest(RIGHT))
        .contains("memory tier", "replaced", mismatches().toString());
    assertThat(mismatches().resolve(KEY.toHex() + ".served")).hasBinaryContent(OTHER.bytes());
    assertThat(mismatches().resolve(KEY.toHex() + ".compiled")).hasBinaryContent(RIGHT.bytes());
    assertThat(ofDisk()).isEqualTo(RIGHT);
    try (CompilationCache other = CompilationCache.builder().shared(shared).build()) {
      assertThat(other.get(KEY)).hasValue(RIGHT);
    }
  }

  @Test
  void hit_compilerMakesSomethingElseEachTime_isAMismatchAndReplacesNothing() {
    try (CompilationCache cache = open(1)) {
      cache.put(KEY, OTHER);
      AtomicInteger compiles = new AtomicInteger(10);

      cache.getOrCompile(
          REQUEST, request -> Artifact.of(Bodies.random(compiles.incrementAndGet(), 100)));

      awaitOne(cache, VerifyOutcome.MISMATCH);
      assertThat(cache.get(KEY)).hasValue(OTHER);
    }
    assertThat(warnings()).contains("nothing was replaced");
  }

  @Test
  void hit_compilerFails_isCountedAndTheLoadSucceeds() {
    try (CompilationCache cache = open(1)) {
      cache.put(KEY, OTHER);

      Artifact served =
          cache.getOrCompile(
              REQUEST,
              request -> {
                throw new StackOverflowError("of the compiler");
              });

      assertThat(served).isEqualTo(OTHER);
      awaitOne(cache, VerifyOutcome.FAILED);
      assertThat(cache.get(KEY)).hasValue(OTHER);
      assertThat(warnings()).contains("'guests/sum.wasm'", "of the compiler");
    }
  }

  @Test
  void hit_noThreadCanBeMade_isCountedAndTheLoadSucceeds() {
    try (CompilationCache cache =
        CompilationCache.builder()
            .memory(100_000)
            .verifyOneHitIn(1)
            .threads(
                task -> {
                  throw new OutOfMemoryError("unable to create native thread");
                })
            .build()) {
      cache.put(KEY, RIGHT);
      for (int i = 0; i < 2; i++) {
        assertThat(cache.getOrCompile(REQUEST, request -> fail())).isEqualTo(RIGHT);
      }
      assertThat(cache.stats().verifications(VerifyOutcome.FAILED)).isEqualTo(2);
    }
  }

  @Test
  void hit_whileARequestCompiles_isSkipped() throws Exception {
    try (CompilationCache cache = open(1)) {
      cache.put(KEY, RIGHT);
      CountDownLatch compiling = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Thread other =
          new Thread(
              () ->
                  cache.getOrCompile(
                      Requests.of(2),
                      request -> {
                        compiling.countDown();
                        return after(end, RIGHT);
                      }));
      other.start();
      compiling.await();

      cache.getOrCompile(REQUEST, request -> fail("compiled beside a request"));

      assertThat(cache.stats().verifications(VerifyOutcome.SKIPPED)).isEqualTo(1);
      end.countDown();
      other.join();
    }
  }

  @Test
  void hit_whileAnotherIsVerified_isSkippedAndARequestCompilesAtOnce() {
    try (CompilationCache cache = open(1)) {
      cache.put(KEY, RIGHT);
      CountDownLatch end = new CountDownLatch(1);
      cache.getOrCompile(REQUEST, request -> after(end, RIGHT));

      cache.getOrCompile(REQUEST, request -> fail("two at once"));

      assertThat(cache.stats().verifications(VerifyOutcome.SKIPPED)).isEqualTo(1);
      assertThat(cache.getOrCompile(Requests.of(2), request -> OTHER)).isEqualTo(OTHER);
      end.countDown();
      awaitOne(cache, VerifyOutcome.MATCH);
    }
  }

  @Test
  void hit_oneInThree_verifiesEachThird() {
    try (CompilationCache cache = open(3)) {
      cache.put(KEY, RIGHT);
      AtomicInteger compiles = new AtomicInteger();
      for (int i = 1; i <= 9; i++) {
        cache.getOrCompile(
            REQUEST,
            request -> {
              compiles.incrementAndGet();
              return RIGHT;
            });
        Waiting.until(() -> verifying().isEmpty());
      }
      assertThat(compiles).hasValue(3);
      assertThat(cache.stats().verifications(VerifyOutcome.MATCH)).isEqualTo(3);
    }
  }

  @Test
  void hit_withoutVerification_isNotCompiledAndNotCounted() {
    try (CompilationCache cache = open(0)) {
      cache.put(KEY, OTHER);

      cache.getOrCompile(REQUEST, request -> fail("compiled"));

      assertThat(cache.stats().verifications()).isEmpty();
      assertThat(verifying()).isEmpty();
    }
  }

  @Test
  void miss_withVerification_isCompiledOnce() {
    try (CompilationCache cache = open(1)) {
      AtomicInteger compiles = new AtomicInteger();
      cache.getOrCompile(
          REQUEST,
          request -> {
            compiles.incrementAndGet();
            return RIGHT;
          });
      assertThat(compiles).hasValue(1);
      assertThat(cache.stats().verifications()).containsOnlyKeys(VerifyOutcome.values());
      assertThat(cache.stats().verifications().values()).containsOnly(0L);
    }
  }

  @Test
  void close_whileAHitIsVerified_leavesNoThreadAndDropsTheResult() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompilationCache cache = open(1);
    cache.put(KEY, OTHER);
    cache.getOrCompile(
        REQUEST,
        request -> {
          begun.countDown();
          return after(end, RIGHT);
        });
    Set<Thread> threads = verifying();
    assertThat(threads).hasSize(1).allMatch(Thread::isDaemon);
    assertThat(threads).allMatch(thread -> thread.getPriority() == Thread.MIN_PRIORITY);
    // It ends while close waits for it.
    Thread closing = new Thread(cache::close);
    closing.start();
    Waiting.until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    end.countDown();
    Waiting.until(() -> !closing.isAlive());

    assertThat(verifying()).isEmpty();
    assertThat(ofDisk()).isEqualTo(OTHER);
    assertThat(cache.stats().verifications(VerifyOutcome.MISMATCH)).isZero();
  }

  @Test
  void load_ofModuleWhoseArrayHasChanged_isNotVerifiedAndNotReplaced() {
    ToyEngine engine = new ToyEngine();
    byte[] wasm = ToyEngine.module("a");
    CountDownLatch changed = new CountDownLatch(1);
    try (CompilationCache cache =
        CompilationCache.builder()
            .memory(100_000)
            .verifyOneHitIn(1)
            .threads(
                task -> {
                  Thread thread = new Thread(() -> after(changed, task).run());
                  thread.setDaemon(true);
                  return thread;
                })
            .build()) {
      cache.put(CompileRequest.of(wasm, engine.fingerprint()).key(), ToyEngine.artifact("a"));
      assertThat(ModuleCache.builder(engine, cache).build().load(wasm)).isEqualTo("a");
      wasm[4] = 'b';
      changed.countDown();
      awaitOne(cache, VerifyOutcome.FAILED);
      assertThat(engine.compiles).hasValue(0);
    }
  }

  @Test
  void verifyOneHitIn_negative_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompilationCache.builder().verifyOneHitIn(-1))
        .withMessageContaining("-1");
  }

  @Test
  void build_whereNothingIsCompiled_refusesToVerify() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> CompilationCache.builder().mode(CacheMode.REQUIRED).verifyOneHitIn(100).build())
        .withMessageContaining("100")
        .withMessageContaining("required");
  }

  private CompilationCache open(int oneIn) {
    return CompilationCache.builder()
        .memory(100_000)
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .shared(shared)
        .verifyOneHitIn(oneIn)
        .build();
  }

  private Artifact ofDisk() {
    try (CompilationCache disk =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory.resolve("cache")).build())
            .build()) {
      return disk.get(KEY).orElseThrow();
    }
  }

  private Path mismatches() {
    return directory.resolve("cache/v1/.mismatches");
  }

  private static void awaitOne(CompilationCache cache, VerifyOutcome outcome) {
    Waiting.until(() -> cache.stats().verifications(outcome) == 1);
  }

  private static Set<Thread> verifying() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("wasm-cache-verify"))
        .collect(Collectors.toSet());
  }

  private static <T> T after(CountDownLatch latch, T result) {
    try {
      latch.await();
      return result;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .collect(Collectors.joining("\n"));
  }

  private static String digest(Artifact artifact) {
    return HexFormat.of().formatHex(Digests.sha256(artifact.bytes()));
  }
}
