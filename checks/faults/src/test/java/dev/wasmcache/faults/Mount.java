package dev.wasmcache.faults;

import static org.awaitility.Awaitility.await;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** A file system in a folder of the test; unmounted when closed, even if it is still in use. */
final class Mount implements AutoCloseable {

  private static final int CAP_SYS_ADMIN = 21;

  private final Path at;

  private Mount(Path at, String... arguments) throws IOException, InterruptedException {
    Requirement.root();
    Requirement.require(mayMount(), "the right to mount", "run with CAP_SYS_ADMIN");
    this.at = Files.createDirectories(at);
    String[] command = new String[arguments.length + 2];
    command[0] = "mount";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    command[arguments.length + 1] = at.toString();
    Command.run(command);
  }

  /** Root in a container often may not mount. */
  private static boolean mayMount() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(rights -> (rights >> CAP_SYS_ADMIN & 1) == 1);
  }

  static Mount tmpfs(Path at, String size) throws IOException, InterruptedException {
    return new Mount(at, "-t", "tmpfs", "-o", "mode=700," + size, "tmpfs");
  }

  /** Mounts the same folder again: changes of this mount do not affect the folder. */
  static Mount bind(Path folder, Path at) throws IOException, InterruptedException {
    return new Mount(at, "--bind", folder.toString());
  }

  static Mount overlay(Path lower, Path upper, Path work, Path at)
      throws IOException, InterruptedException {
    String layers = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work;
    return new Mount(at, "-t", "overlay", "-o", layers, "overlay");
  }

  static Mount loop(Path image, Path at) throws IOException, InterruptedException {
    return new Mount(at, "-o", "loop", image.toString());
  }

  Path path() {
    return at;
  }

  /** Changes its options: {@code bind,ro} makes a bind mount read-only. */
  void remount(String options) throws IOException, InterruptedException {
    Command.run("mount", "-o", "remount," + options, at.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      // The collector of a closed cache may still be scanning a folder.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> Command.run("umount", at.toString()));
    } catch (ConditionTimeoutException e) {
      // An open descriptor must not leave the mount to later tests.
      Command.run("umount", "--lazy", at.toString());
      throw e;
    }
  }
}
