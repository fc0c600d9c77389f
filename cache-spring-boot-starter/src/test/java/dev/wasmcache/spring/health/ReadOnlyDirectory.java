package dev.wasmcache.spring.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;

/** A directory that cannot be written until this is closed: by its mode, for root by a mount. */
final class ReadOnlyDirectory implements AutoCloseable {

  private final Path directory;
  private final boolean mounted;

  private ReadOnlyDirectory(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
  }

  static ReadOnlyDirectory of(Path directory) throws IOException, InterruptedException {
    setMode(directory, "r-x------");
    if (!Files.isWritable(directory)) {
      return new ReadOnlyDirectory(directory, false);
    }
    // Root may write whatever the mode says.
    setMode(directory, "rwx------");
    String path = directory.toString();
    boolean mounted =
        run("mount", "--bind", path, path) && run("mount", "-o", "remount,bind,ro", path);
    if (!mounted && "true".equals(System.getenv("WASM_CACHE_CI"))) {
      throw new IllegalStateException("Mounting is not possible here");
    }
    Assumptions.assumeTrue(mounted, "Skipped: needs another user than root, or the right to mount");
    return new ReadOnlyDirectory(directory, true);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (mounted) {
      boolean unused = run("umount", directory.toString());
    } else {
      setMode(directory, "rwx------");
    }
  }

  private static void setMode(Path directory, String mode) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
