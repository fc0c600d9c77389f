package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The names of files.
 *
 * <pre>
 * directory/CACHEDIR.TAG
 * directory/v1/01/23456789….wasmcache   the entry of key 0123456789…
 * directory/v1/01/.0123456789abcdef.tmp  an entry that is being written
 * directory/v1/01/23456789….note        a note of key 0123456789…
 * directory/v1/01/.23456789….lock       the right to compile the module of key 0123456789…
 * directory/v1/.collector.lock
 * directory/v1/.evictions               see EvictionLog
 * directory/v1/.mismatches/0123….served   see MismatchFiles
 * directory/v1/.mismatches/0123….compiled
 * </pre>
 *
 * A name consists of a key's digits or of random digits, never of other input.
 */
final class DiskLayout {

  static final String VERSION = "v1";

  private static final String SUFFIX = ".wasmcache";
  private static final String NOTE_SUFFIX = ".note";
  private static final String LEASE_SUFFIX = ".lock";
  private static final String TEMPORARY_SUFFIX = ".tmp";

  private final Path root;

  DiskLayout(Path directory) {
    this.root = directory.resolve(VERSION);
  }

  Path root() {
    return root;
  }

  Path entry(CacheKey key) {
    return file(key, "", SUFFIX);
  }

  Path note(CacheKey key) {
    return file(key, "", NOTE_SUFFIX);
  }

  Path folder(CacheKey key) {
    return root.resolve(key.toHex().substring(0, 2));
  }

  Path lease(CacheKey key) {
    return file(key, ".", LEASE_SUFFIX);
  }

  private Path file(CacheKey key, String prefix, String suffix) {
    String hex = key.toHex();
    return root.resolve(hex.substring(0, 2) + "/" + prefix + hex.substring(2) + suffix);
  }

  Path collectorLock() {
    return root.resolve(".collector.lock");
  }

  Path evictionLog() {
    return root.resolve(".evictions");
  }

  Path mismatches() {
    return root.resolve(".mismatches");
  }

  /** Returns a new name in the entry's folder: only within one folder is a rename atomic. */
  static Path temporary(Path entry) {
    String digits = HexFormat.of().toHexDigits(new SplittableRandom().nextLong());
    return entry.resolveSibling("." + digits + TEMPORARY_SUFFIX);
  }

  static boolean isFolder(Path path) {
    return isHex(name(path), 2);
  }

  /** Returns the purpose of a file in a folder; null for a file that this library did not name. */
  static DiskEntry.@Nullable Kind kind(Path path) {
    if (key(path).isPresent()) {
      return DiskEntry.Kind.ENTRY;
    }
    if (isNamed(path, "", 62, NOTE_SUFFIX)) {
      return DiskEntry.Kind.NOTE;
    }
    return isNamed(path, ".", 16, TEMPORARY_SUFFIX) || isNamed(path, ".", 62, LEASE_SUFFIX)
        ? DiskEntry.Kind.TEMPORARY
        : null;
  }

  /** Whether a file in a folder of entries has one of the names that this library gives there. */
  static boolean isNamedByThisLibrary(Path path) {
    return kind(path) != null;
  }

  private static boolean isNamed(Path path, String prefix, int digits, String suffix) {
    String name = name(path);
    return name.length() == prefix.length() + digits + suffix.length()
        && name.startsWith(prefix)
        && name.endsWith(suffix)
        && isHex(name.substring(prefix.length(), prefix.length() + digits), digits);
  }

  /** Returns the key of an entry's path; empty for a file that this library did not name. */
  static Optional<CacheKey> key(Path path) {
    Path folder = path.getParent();
    return folder != null && isFolder(folder) && isNamed(path, "", 62, SUFFIX)
        ? Optional.of(CacheKey.parse(name(folder) + name(path).substring(0, 62)))
        : Optional.empty();
  }

  /** Lower case only: upper-case digits would name different files. */
  private static boolean isHex(String text, int length) {
    return text.length() == length
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
