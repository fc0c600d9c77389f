package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says while a compile runs. */
final class SlowCompilesTest {

  private final Logger logger = (Logger) CacheLog.LOG;
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
