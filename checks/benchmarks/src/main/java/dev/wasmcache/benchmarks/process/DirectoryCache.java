package dev.wasmcache.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.Cache;

/**
 * A stand-in for the engine's own directory cache, which is not published with the compiler: only
 * its documented mechanics. A file {@code base/algorithm/2 characters/rest.jar} named by the digest
 * of the module in lower case, written under a temporary name and moved. There is no check, no
 * fsync and no limit.
 */
public final class DirectoryCache implements Cache {

  private final Path base;

  public DirectoryCache(Path base) {
    this.base = base;
  }

  @Override
  public byte @Nullable [] get(String key) throws IOException {
    try {
      return Files.readAllBytes(path(key));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void putIfAbsent(String key, byte[] bytes) throws IOException {
    Path path = path(key);
    if (Files.exists(path)) {
      return;
    }
    Path temporaryFiles = Files.createDirectories(base.resolve(".tmp"));
    Files.createDirectories(path.getParent());
    Path temporary = Files.createTempFile(temporaryFiles, "entry", ".jar");
    Files.write(temporary, bytes);
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The key is the algorithm, a colon and the digest in base 64. */
  private Path path(String key) {
    int colon = key.indexOf(':');
    String digest =
        key.substring(colon + 1)
            .toLowerCase(Locale.ROOT)
            .replace("=", "")
            .replace('/', '_')
            .replace('+', '-');
    return base.resolve(key.substring(0, colon).toLowerCase(Locale.ROOT))
        .resolve(digest.substring(0, 2))
        .resolve(digest.substring(2) + ".jar");
  }
}
