package dev.wasmcache.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Requirement;
import dev.wasmcache.admin.Setting;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name that leads to another file between its check and its opening. */
final class TrustedFilesTest {

  @TempDir Path temporary;

  private final Deque<Exchange> beforeOpening = new ArrayDeque<>();
  private Path file;

  private interface Exchange {
    void run() throws IOException;
  }

  @BeforeEach
  void createFile() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    file = write("folder/file", "own");
  }

  @Test
  void D30_read_fileOfAnotherUserTakesItsPlace_isRefused() throws IOException {
    Requirement.root();
    Path foreign = write("foreign", "foreign");
    Files.setOwner(
        foreign,
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    beforeOpening.add(() -> replaceBy(foreign));
    assertThatThrownBy(() -> trusted().read(file))
        .isInstanceOf(RefusedFileException.class)
        .hasMessageContaining("'nobody'");
  }

  @Test
  void D30_read_rightsAreWidened_isRefused() {
    beforeOpening.add(
        () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-")));
    assertThatThrownBy(() -> trusted().read(file))
        .isInstanceOf(RefusedFileException.class)
        .hasMessageContaining("rw-rw-rw-");
  }

  @Test
  void D30_read_fileOfThisUserTakesItsPlace_isReadWhole() throws IOException {
    Path newer = write("newer", "newer");
    beforeOpening.add(() -> replaceBy(newer));
    TrustedFiles.ForReading opened = trusted().read(file);
    try (InputStream content = opened.content()) {
      assertThat(content.readAllBytes()).asString(US_ASCII).isEqualTo("newer");
      assertThat(opened.state().size()).isEqualTo(5);
    }
  }

  @Test
  void D30_read_replacedEachTime_endsAtSomeTime() {
    AtomicInteger opened = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      beforeOpening.add(() -> replaceBy(write("other" + opened.incrementAndGet(), "other")));
    }
    assertThatThrownBy(() -> trusted().read(file)).hasMessageContaining("replaced each time");
    assertThat(opened).hasValueLessThan(100);
  }

  @Test
  void D30_read_deletedOnceOpened_isMissing() {
    beforeOpening.add(() -> Files.delete(file));
    assertThatThrownBy(() -> trusted().read(file)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void D30_write_linkTakesItsPlace_isNotWrittenThrough() throws IOException {
    Path precious = write("precious", "precious");
    beforeOpening.add(
        () -> {
          Files.delete(file);
          Files.createSymbolicLink(file, precious);
        });
    assertThatThrownBy(() -> trusted().write(file)).isInstanceOf(RefusedFileException.class);
    assertThat(precious).hasContent("precious");
  }

  @Test
  void D30_tryLock_fileIsDeleted_locksTheOneThatIsThere() throws IOException {
    beforeOpening.add(() -> Files.delete(file));
    try (Closeable lock = trusted().tryLock(file)) {
      assertThat(lock).isNotNull();
      assertThat(trusted().tryLock(file)).isNull();
    }
    assertThat(file).isRegularFile();
  }

  private Path write(String name, String text) throws IOException {
    Path written = Files.writeString(temporary.resolve(name), text);
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
    return written;
  }

  private void replaceBy(Path other) throws IOException {
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private TrustedFiles trusted() {
    FileCalls system = new SystemFileCalls();
    FileCalls calls =
        (FileCalls)
            Proxy.newProxyInstance(
                FileCalls.class.getClassLoader(),
                new Class<?>[] {FileCalls.class},
                (proxy, method, arguments) -> {
                  boolean opens = method.getName().matches("read|write|tryLock");
                  Exchange exchange = opens ? beforeOpening.poll() : null;
                  if (exchange != null) {
                    exchange.run();
                  }
                  try {
                    return method.invoke(system, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new TrustedFiles(calls, Ownership.ofUser(), Setting.DIRECTORY);
  }
}
