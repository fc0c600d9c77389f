package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is refused is logged, once for each cause and not for each file. */
final class RefusalLogTest {

  @TempDir Path temporary;

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.wasmcache");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(Level.OFF);
  }

  @Test
  void D18_get_entriesThatOthersCanWrite_isLoggedOnceWithFileRightsAndRemedy() throws IOException {
    try (CompilationCache cache = CompilationCache.builder().disk(store()).build()) {
      for (int module = 0; module < 5; module++) {
        CacheKey key = Requests.of(module).key();
        cache.put(key, Artifact.of(new byte[9]));
        Files.setPosixFilePermissions(
            layout().entry(key), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(cache.get(key)).isEmpty();
      }
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains(
            layout().entry(Requests.of(0).key()).toString(),
            "rw-rw-rw-",
            "unauthentic",
            "use a new directory",
            "DiskStore.builder");
  }

  @Test
  void D26_tryLease_noFilesUnderTheNamesOfLocks_isLoggedOnce() throws IOException {
    try (DiskStore store = store()) {
      for (int module = 0; module < 5; module++) {
        CacheKey key = Requests.of(module).key();
        store.tryLease(key, Duration.ofSeconds(9)).orElseThrow().close();
        Files.createDirectory(layout().lease(key));
        store.tryLease(key, Duration.ofSeconds(9)).orElseThrow().close();
      }
    }
    assertThat(warnings()).singleElement().asString().contains(".lock", "removed");
  }

  @Test
  void D25_collect_directoryUnderTheNameOfItsLock_isLoggedOnce() throws IOException {
    try (DiskStore store = store()) {
      Files.createDirectories(layout().collectorLock().resolve("full"));
      assertThat(store.collect()).isTrue();
      assertThat(store.collect()).isTrue();
    }
    assertThat(warnings()).singleElement().asString().contains(".collector.lock");
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains(temporary.toString()))
        .toList();
  }

  private DiskStore store() {
    return DiskStore.builder(temporary.resolve("cache")).minimumFreeBytes(0).build();
  }

  private DiskLayout layout() {
    return new DiskLayout(temporary.resolve("cache"));
  }
}
