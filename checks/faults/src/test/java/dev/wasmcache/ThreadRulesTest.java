package dev.wasmcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules for threads in the library's code. */
final class ThreadRulesTest {

  private static final Set<String> MODULES =
      Set.of("cache-core", "engines/support", "engines/endive", "engines/chicory");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
  private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");

  /** Until JDK 24, a virtual thread that waits for I/O inside a monitor pins its carrier. */
  @Test
  void J07_monitors_inTheCoreAndTheEngines_areNotUsed() throws IOException {
    for (String module : MODULES) {
      Path sources = Path.of("../..", module, "src/main/java");
      assertThat(sources).isDirectory();
      assertThat(filesWithMonitors(sources)).isEmpty();
    }
  }

  @Test
  void J07_monitorInASource_isCaught(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("Naive.java"), "synchronized (lock) { in.read(); }");
    Files.writeString(
        directory.resolve("Right.java"), "/* not synchronized */ lock.lock(); // synchronized");
    assertThat(filesWithMonitors(directory)).containsExactly(directory.resolve("Naive.java"));
  }

  private static List<Path> filesWithMonitors(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(ThreadRulesTest::hasMonitor)
          .toList();
    }
  }

  private static boolean hasMonitor(Path file) {
    try {
      String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
      return SYNCHRONIZED.matcher(code).find();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void J09_threads_always_areMadeByAFactory() {
    rule()
        .check(
            new ClassFileImporter()
                .importPackagesOf(CompilationCache.class, DiskStore.class)
                .that(areOfTheLibrary()));
  }

  @Test
  void J09_threadMadeInPassing_isCaught() {
    JavaClasses naive = new ClassFileImporter().importClasses(NaiveThread.class);
    assertThatThrownBy(() -> rule().check(naive)).isInstanceOf(AssertionError.class);
  }

  private static ArchRule rule() {
    return noClasses()
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "makes a thread outside a method that returns it",
                (JavaConstructorCall call) ->
                    call.getTargetOwner().isAssignableTo(Thread.class) && !answersAThread(call)))
        .because("a thread that is not named, stopped and counted is a leak");
  }

  private static boolean answersAThread(JavaConstructorCall call) {
    return call.getOrigin() instanceof com.tngtech.archunit.core.domain.JavaMethod method
        && method.getRawReturnType().isEquivalentTo(Thread.class);
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> areOfTheLibrary() {
    return DescribedPredicate.describe(
        "are not of tests",
        type ->
            type.getSource()
                .map(source -> !source.getUri().toString().contains("test"))
                .orElse(false));
  }

  /** The naive way. */
  private static final class NaiveThread {
    private NaiveThread() {
      new Thread(() -> {}).start();
    }
  }

  @Test
  void J09_threads_ofAStore_areDaemonsWithANameAndEnd(@TempDir Path directory) throws Exception {
    Set<Thread> before = threads();
    DiskStore store = DiskStore.builder(directory.resolve("cache")).build();
    List<Thread> made;
    try (CompilationCache cache = CompilationCache.builder().memory(1_000).disk(store).build()) {
      cache.put(Requests.of(1).key(), Artifact.of(new byte[10]));
      made = madeSince(before);
      assertThat(made).isNotEmpty().allMatch(ThreadRulesTest::isDecent);
    }
    for (Thread thread : made) {
      thread.join();
    }
  }

  @Test
  void J09_threadOfADefaultFactory_isCaught() {
    ThreadFactory naive = Executors.defaultThreadFactory();
    assertThat(isDecent(naive.newThread(() -> {}))).isFalse();
  }

  private static boolean isDecent(Thread thread) {
    return thread.isDaemon() && thread.getName().startsWith("wasm-cache-");
  }

  /** Threads of the JVM are in a different group. */
  private static List<Thread> madeSince(Set<Thread> before) {
    return threads().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> thread.getThreadGroup() == Thread.currentThread().getThreadGroup())
        .toList();
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toSet());
  }
}
