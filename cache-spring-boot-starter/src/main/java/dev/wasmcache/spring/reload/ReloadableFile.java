package dev.wasmcache.spring.reload;

import dev.wasmcache.CompilationCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a module, which is replaced when the file changes. One thread looks at it. */
public final class ReloadableFile {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final String name;
  private final Path file;
  private final FileWatch watch;
  private final Consumer<byte[]> replace;
  private volatile @Nullable String problem;

  /**
   * @param used what the file looked like before the module in use was read from it
   * @param replace replaces the module, or throws and leaves it as it is
   */
  public ReloadableFile(String name, Path file, FileStamp used, Consumer<byte[]> replace) {
    this.name = name;
    this.file = file;
    this.watch = new FileWatch(used);
    this.replace = replace;
  }

  /** Returns the name of the module. */
  String name() {
    return name;
  }

  /** Returns why the file in its present state is not used: a clause; empty if it is used. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Looks at the file, and replaces the module if the file is complete and another one. */
  void look(Instant now) {
    FileStamp seen = FileStamp.of(file);
    if (!watch.isChanged(seen, now)) {
      return;
    }
    if (seen.equals(FileStamp.ABSENT)) {
      watch.handled(seen);
      refuse("is missing, or cannot be read", null);
      return;
    }
    byte[] wasm;
    try {
      wasm = Files.readAllBytes(file);
    } catch (IOException e) {
      // May be only now: it is read again at the next look.
      refuse("cannot be read: " + e, null);
      return;
    }
    if (!FileStamp.of(file).equals(seen) || wasm.length != seen.size()) {
      return;
    }
    watch.handled(seen);
    use(wasm);
  }

  private void use(byte[] wasm) {
    long start = System.nanoTime();
    try {
      replace.accept(wasm);
    } catch (RuntimeException | Error e) {
      // An engine may also run out of stack or heap. Nothing of that may end the thread.
      refuse("does not load: " + e, e);
      return;
    }
    problem = null;
    log.info(
        "Wasm cache: reloaded the module '{}' from {} in {} ms",
        name,
        file,
        (System.nanoTime() - start) / 1_000_000);
  }

  /** Reports a problem once. */
  private void refuse(String reason, @Nullable Throwable cause) {
    if (reason.equals(problem)) {
      return;
    }
    problem = reason;
    log.warn(
        "Wasm cache: the module '{}' is not reloaded, and stays as it was: the changed file {} {}",
        name,
        file,
        reason);
    log.debug("Wasm cache: the module '{}' is not reloaded", name, cause);
  }
}
