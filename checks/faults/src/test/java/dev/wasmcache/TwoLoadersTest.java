package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.disk.DiskStore;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two applications in one JVM, each with a copy of the library, on one directory. */
final class TwoLoadersTest {

  private static final int ROUNDS = 50;

  @TempDir Path directory;

  @Test
  void J08_collect_byTwoCopiesOfTheLibrary_neverFailsAndBothServe() throws Exception {
    try (URLClassLoader first = copy();
        URLClassLoader second = copy()) {
      List<Callable<String>> copies = List.of(user(first, 1), user(second, 2));
      ExecutorService threads = Executors.newFixedThreadPool(2);
      for (Future<String> copy : threads.invokeAll(copies)) {
        assertThat(copy.get()).startsWith("right " + ROUNDS);
      }
      threads.shutdown();
    }
  }

  @Test
  @SuppressWarnings("try")
  void J08_lockOfAnotherCopy_wouldBeAnExceptionToTheNaive() throws Exception {
    Path file = directory.resolve("lock");
    try (FileChannel one = open(file);
        FileChannel other = open(file);
        FileLock lock = one.tryLock()) {
      assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
    }
  }

  @Test
  @SuppressWarnings("try")
  void J08_collect_lockHeldByAnotherCopy_isSkipped() throws Exception {
    try (DiskStore store = DiskStore.builder(directory.resolve("cache")).build()) {
      assertThat(store.collect()).isTrue();
      try (FileChannel channel = open(directory.resolve("cache/v1/.collector.lock"));
          FileLock lock = channel.tryLock()) {
        assertThat(store.collect()).isFalse();
      }
      assertThat(store.collect()).isTrue();
    }
  }

  private static FileChannel open(Path file) throws Exception {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private Callable<String> user(ClassLoader loader, int number) throws Exception {
    Class<?> type = loader.loadClass(TwoLoadersUser.class.getName());
    assertThat(type).isNotSameAs(TwoLoadersUser.class);
    @SuppressWarnings("unchecked")
    Callable<String> user =
        (Callable<String>)
            type.getConstructor(Path.class, int.class, int.class)
                .newInstance(directory.resolve("cache"), number, ROUNDS);
    return user;
  }

  /** A second copy of the whole class path. */
  private static URLClassLoader copy() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(element).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
