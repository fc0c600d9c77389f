package dev.wasmcache.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Requests;
import dev.wasmcache.internal.Log;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

final class EventLoopsTest {

  private final Logger logger = (Logger) Log.LOG;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @ParameterizedTest
  @CsvSource({
    "nioEventLoopGroup-2-1, true",
    "multiThreadIoEventLoopGroup-3-2, true",
    "vert.x-eventloop-thread-0, true",
    "reactor-http-epoll-1, true",
    "vert.x-worker-thread-0, false",
    "boundedElastic-1, false",
    "http-nio-8080-exec-1, false",
    "main, false",
    "'', false"
  })
  void isEventLoop_name_decides(String name, boolean expected) {
    assertThat(EventLoops.isEventLoop(new Thread(null, null, name))).isEqualTo(expected);
  }

  @Test
  void getOrCompile_onReactorsThreadThatMustNotBlock_warnsOnce() throws Exception {
    // Its name says nothing, so that the type of its threads has to.
    Scheduler nonBlocking = Schedulers.newParallel("shop", 1);
    try (CompilationCache cache = CompilationCache.builder().memory(1 << 20).build()) {
      compile(cache, 1, nonBlocking);
      assertThat(warnings())
          .singleElement()
          .asString()
          .contains("'shop-", "a thread of an event loop", "loadAsync");
      compile(cache, 2, nonBlocking);
      assertThat(warnings()).hasSize(1);
    } finally {
      nonBlocking.dispose();
    }
  }

  @Test
  void getOrCompile_onReactorsThreadThatMayBlock_doesNotWarn() throws Exception {
    Scheduler blocking = Schedulers.newBoundedElastic(1, 10, "shop");
    try (CompilationCache cache = CompilationCache.builder().memory(1 << 20).build()) {
      compile(cache, 1, blocking);
      assertThat(cache.stats().compilations()).isEqualTo(1);
      assertThat(warnings()).isEmpty();
    } finally {
      blocking.dispose();
    }
  }

  private static void compile(CompilationCache cache, int module, Scheduler scheduler)
      throws Exception {
    CompletableFuture.runAsync(
            () -> cache.getOrCompile(Requests.of(module), request -> Artifact.of(new byte[9])),
            scheduler::schedule)
        .get(30, TimeUnit.SECONDS);
  }

  private List<String> warnings() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
