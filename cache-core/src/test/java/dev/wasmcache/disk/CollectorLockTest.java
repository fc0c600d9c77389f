package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.StoreException;
import dev.wasmcache.admin.Setting;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock that cannot be acquired, because of the lock's file or of the whole directory. */
final class CollectorLockTest {

  @TempDir Path temporary;

  private final Map<String, IOException> failures = new HashMap<>();
  private long usableSpace = Long.MAX_VALUE;
  private DiskLayout layout;

  @BeforeEach
  void createDirectory() throws IOException {
    layout = new DiskLayout(temporary);
    Files.createDirectory(layout.root());
    setRights("rwx------");
  }

  @Test
  void D25_tryTake_fileSystemKnowsNoLocks_goesWithout() throws IOException {
    failures.put("tryLock", new IOException("No locks available"));
    assertThat(lock().tryTake()).isNotNull();
  }

  @Test
  void D25_tryTake_fileMayNotBeOpened_goesWithout() throws IOException {
    failures.put("tryLock", new AccessDeniedException("lock"));
    assertThat(lock().tryTake()).isNotNull();
  }

  @Test
  void D25_tryTake_volumeIsFull_goesWithout() throws IOException {
    failures.put("createFile", new FileSystemException("lock", null, "No space left on device"));
    usableSpace = 0;
    assertThat(lock().tryTake()).isNotNull();
  }

  @Test
  void tryTake_noFileCanBeOpened_saysSo() {
    failures.put("createFile", new FileSystemException("lock", null, "Too many open files"));
    assertThatThrownBy(() -> lock().tryTake()).hasMessageContaining("Too many open files");
  }

  @Test
  void D25_tryTake_directoryThatOthersCanWrite_isNotCollected() throws IOException {
    setRights("rwxrwxrwx");
    assertThatThrownBy(() -> lock().tryTake()).isInstanceOf(StoreException.class);
  }

  private void setRights(String rights) throws IOException {
    Files.setPosixFilePermissions(layout.root(), PosixFilePermissions.fromString(rights));
  }

  private CollectorLock lock() {
    FileCalls system = new SystemFileCalls();
    FileCalls calls =
        (FileCalls)
            Proxy.newProxyInstance(
                FileCalls.class.getClassLoader(),
                new Class<?>[] {FileCalls.class},
                (proxy, method, arguments) -> {
                  if (failures.containsKey(method.getName())) {
                    throw failures.get(method.getName());
                  }
                  if (method.getName().equals("usableSpace")) {
                    return Optional.of(usableSpace);
                  }
                  try {
                    return method.invoke(system, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new CollectorLock(
        calls, new TrustedFiles(calls, Ownership.ofUser(), Setting.DIRECTORY), layout);
  }
}
