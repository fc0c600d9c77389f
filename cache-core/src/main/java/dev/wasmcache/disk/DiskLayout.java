package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * The names of files.
 *
 * <pre>
 * directory/CACHEDIR.TAG
 * directory/v1/01/23456789….wasmcache   the entry of key 0123456789…
 * directory/v1/01/.0123456789abcdef.tmp  an entry that is being written
 * directory/v1/.collector.lock
 * </pre>
 *
 * A name is made of a key's digits or of random ones, never of anything else from outside.
 */
final class DiskLayout {

  static final String VERSION = "v1";

  private static final String SUFFIX = ".wasmcache";
  private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern ENTRY = Pattern.compile("([0-9a-f]{62})\\.wasmcache");
  private static final Pattern TEMPORARY = Pattern.compile("\\.[0-9a-f]{16}\\.tmp");

  private final Path root;

  DiskLayout(Path directory) {
    this.root = directory.resolve(VERSION);
  }

  Path root() {
    return root;
  }

  Path entry(CacheKey key) {
    String hex = key.toHex();
    return root.resolve(hex.substring(0, 2) + "/" + hex.substring(2) + SUFFIX);
  }

  Path folder(CacheKey key) {
    return root.resolve(key.toHex().substring(0, 2));
  }

  Path collectorLock() {
    return root.resolve(".collector.lock");
  }

  /** A new name beside an entry: in the same folder, since only that can be renamed atomically. */
  static Path temporary(Path entry) {
    return entry.resolveSibling(".%016x.tmp".formatted(new SplittableRandom().nextLong()));
  }

  static boolean isFolder(Path path) {
    return FOLDER.matcher(name(path)).matches();
  }

  static boolean isTemporary(Path path) {
    return TEMPORARY.matcher(name(path)).matches();
  }

  /** Answers the key of an entry's path; empty for every file that this library did not name. */
  static Optional<CacheKey> key(Path path) {
    Path folder = path.getParent();
    var entry = ENTRY.matcher(name(path));
    return folder != null && isFolder(folder) && entry.matches()
        ? Optional.of(CacheKey.parse(name(folder) + entry.group(1)))
        : Optional.empty();
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
