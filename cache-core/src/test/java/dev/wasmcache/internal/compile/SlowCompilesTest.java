package dev.wasmcache.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Requests;
import dev.wasmcache.Waiting;
import dev.wasmcache.internal.Log;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says while a compile runs. */
final class SlowCompilesTest {

  private final Logger logger = (Logger) Log.LOG;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final ExecutorService compiles = Executors.newCachedThreadPool();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    compiles.shutdownNow();
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void compile_takesLong_saysNameSizeAndTimeUntilItEnds() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompileRequest request = Requests.of(1).named("slow");
    try (CompilationCache cache = CompilationCache.builder().build()) {
      Future<Artifact> compile =
          compiles.submit(
              () ->
                  cache.getOrCompile(
                      request,
                      asked -> {
                        await(end);
                        return Artifact.of(new byte[1]);
                      }));
      Waiting.until(() -> progress().size() >= 2);
      end.countDown();
      compile.get();
    }
    assertThat(progress().get(0))
        .matches(
            "INFO Wasm cache: still compiling 'slow' \\(%s\\) of %d bytes with \\S+, for \\d+ s so far"
                .formatted(request.key(), request.size()));
    assertThat(lines.get(lines.size() - 1))
        .startsWith("INFO Wasm cache: compiled 'slow'")
        .endsWith("no tier keeps compiled modules");
  }

  @Test
  void compile_isQuick_saysOneLine() {
    try (CompilationCache cache = CompilationCache.builder().build()) {
      cache.getOrCompile(Requests.of(1), asked -> Artifact.of(new byte[1]));
    }
    assertThat(lines).singleElement().asString().contains("compiled");
  }

  @Test
  void close_afterACompile_leavesNoThread() throws Exception {
    CompilationCache cache = CompilationCache.builder().build();
    Set<Thread> others = watchers();
    cache.getOrCompile(Requests.of(1), asked -> Artifact.of(new byte[1]));
    Set<Thread> mine = watchers();
    mine.removeAll(others);
    assertThat(mine).hasSize(1);
    cache.close();
    for (Thread thread : mine) {
      thread.join(5_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void A01_run_compileEndsWhileTheLineIsMade_logsNothingAfterTheEnd() throws Exception {
    StallingClock clock = new StallingClock();
    SlowCompiles.Running running = new SlowCompiles(clock).watch(Requests.of(1).named("slow"));
    Thread watcher = clock.stall(running);
    // The clock has moved on in the meantime, as it does when a thread or the machine is paused.
    clock.nanos.set(Duration.ofMillis(8_885).toNanos());
    AtomicReference<Duration> elapsed = new AtomicReference<>();
    Thread compile =
        new Thread(
            () -> {
              elapsed.set(running.close());
              Log.LOG.info("Wasm cache: compiled");
            });
    compile.start();
    Waiting.until(() -> !compile.isAlive() || compile.getState() == Thread.State.WAITING);
    clock.nanos.set(Duration.ofSeconds(10).toNanos());
    clock.release.countDown();
    watcher.join();
    compile.join();
    assertThat(lines).containsExactly("INFO Wasm cache: compiled");
    assertThat(elapsed.get()).isEqualTo(Duration.ofMillis(8_885));
  }

  @Test
  void A01_run_compileIsRunning_saysHowLongByTheClockAtThatMoment() {
    AtomicLong nanos = new AtomicLong(-5);
    SlowCompiles.Running running = new SlowCompiles(nanos::get).watch(Requests.of(1));
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    running.run();
    nanos.addAndGet(Duration.ofMillis(1_001).toNanos());
    assertThat(running.close()).isEqualTo(Duration.ofSeconds(6));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    running.run();
    assertThat(lines).singleElement().asString().endsWith("for 4 s so far");
  }

  @Test
  void A01_close_lineIsBeingLogged_waitsForIt() throws Exception {
    StallingAppender slow = new StallingAppender();
    slow.start();
    logger.addAppender(slow);
    try {
      AtomicLong nanos = new AtomicLong();
      SlowCompiles.Running running = new SlowCompiles(nanos::get).watch(Requests.of(1));
      Thread watcher = new Thread(running);
      watcher.start();
      await(slow.reached);
      nanos.set(7);
      AtomicReference<Duration> elapsed = new AtomicReference<>();
      Thread compile = new Thread(() -> elapsed.set(running.close()));
      compile.start();
      Waiting.until(() -> !compile.isAlive() || compile.getState() == Thread.State.WAITING);
      assertThat(compile.isAlive()).isTrue();
      nanos.set(1_000_000);
      slow.release.countDown();
      watcher.join();
      compile.join();
      assertThat(elapsed.get())
          .as("without the time that the log took")
          .isEqualTo(Duration.ofNanos(7));
    } finally {
      slow.release.countDown();
      logger.detachAppender(slow);
    }
  }

  /** A clock that stalls the thread that watches: it reads the time when it is released. */
  private static final class StallingClock implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile Thread stalled;

    Thread stall(Runnable watch) {
      stalled = new Thread(watch);
      stalled.start();
      await(reached);
      return stalled;
    }

    @Override
    public long getAsLong() {
      if (Thread.currentThread() == stalled) {
        reached.countDown();
        await(release);
      }
      return nanos.get();
    }
  }

  /** An appender that stalls at its first line. */
  private static final class StallingAppender extends AppenderBase<ILoggingEvent> {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    protected void append(ILoggingEvent event) {
      reached.countDown();
      await(release);
    }
  }

  private static Set<Thread> watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("wasm-cache-slow-compiles"))
        .collect(Collectors.toSet());
  }

  private List<String> progress() {
    return lines.stream().filter(line -> line.contains("still compiling")).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
