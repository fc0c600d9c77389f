package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.wasmcache.disk.DiskStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that use the cache. */
final class VirtualThreadsTest {

  private static final int THREADS = 200;

  @TempDir Path directory;

  @BeforeEach
  void requireVirtualThreads() {
    assumeThat(Runtime.version().feature())
        .as("virtual threads: run the tests on JDK 21 or later")
        .isGreaterThanOrEqualTo(21);
  }

  @Test
  void J07_use_byVirtualThreads_pinsNone() throws Exception {
    DiskStore store = DiskStore.builder(directory.resolve("cache")).build();
    try (CompilationCache cache = CompilationCache.builder().memory(100_000).disk(store).build()) {
      // The first use loads classes, which happens in native frames of the JVM.
      use(cache);
      List<RecordedEvent> pinned = pinned(() -> use(cache));
      assertThat(pinned).filteredOn(VirtualThreadsTest::isOfTheLibrary).isEmpty();
    }
  }

  private Object use(CompilationCache cache) throws Exception {
    ExecutorService threads = perTask();
    List<Future<Artifact>> results = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int module = i % 20;
      Artifact artifact = Artifact.of(Bodies.random(module, 50_000));
      results.add(
          threads.submit(
              () -> {
                CompileRequest request = Requests.of(module);
                cache.put(request.key(), artifact);
                cache.get(request.key());
                cache.delete(request.key());
                return cache.getOrCompile(
                    request,
                    asked -> {
                      // Other threads wait for this one meanwhile.
                      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                      return artifact;
                    });
              }));
    }
    for (int i = 0; i < THREADS; i++) {
      assertThat(results.get(i).get()).isEqualTo(Artifact.of(Bodies.random(i % 20, 50_000)));
    }
    threads.shutdown();
    return null;
  }

  @Test
  void J07_waitInANativeFrame_isCaught() throws Exception {
    // A class initializer pins a virtual thread on every JDK that has them.
    List<RecordedEvent> pinned =
        pinned(
            () -> {
              ExecutorService threads = perTask();
              threads.submit(() -> Naive.waited).get();
              threads.shutdown();
              return null;
            });
    assertThat(pinned).filteredOn(VirtualThreadsTest::isOfTheLibrary).isNotEmpty();
  }

  private static final class Naive {
    private static final boolean waited = waits();

    private static boolean waits() {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      return true;
    }
  }

  /** Returns the events of virtual threads that were pinned while they waited. */
  private List<RecordedEvent> pinned(Callable<?> action) throws Exception {
    Path file = Files.createTempFile(directory, "events", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      action.call();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static boolean isOfTheLibrary(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return true;
    }
    List<String> types =
        event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .toList();
    // The first user of a class waits for the class loader, with its carrier pinned.
    return types.stream().anyMatch(type -> type.startsWith("dev.wasmcache"))
        && !types.contains(ClassLoader.class.getName());
  }

  /** By name, since the tests are compiled for Java 17. */
  private static ExecutorService perTask() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
