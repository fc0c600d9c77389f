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
    String hex = key.toHex();
    return root.resolve(hex.substring(0, 2) + "/" + hex.substring(2) + SUFFIX);
  }

  Path note(CacheKey key) {
    String hex = key.toHex();
    return root.resolve(hex.substring(0, 2) + "/" + hex.substring(2) + NOTE_SUFFIX);
  }

  Path folder(CacheKey key) {
    return root.resolve(key.toHex().substring(0, 2));
  }

  Path lease(CacheKey key) {
    String hex = key.toHex();
    return root.resolve(hex.substring(0, 2) + "/." + hex.substring(2) + LEASE_SUFFIX);
  }

  Path collectorLock() {
    return root.resolve(".collector.lock");
  }

  Path evictionLog() {
    return root.resolve(".evictions");
  }

  /** Returns a new name in the entry's folder: only within one folder is a rename atomic. */
  static Path temporary(Path entry) {
    String digits = HexFormat.of().toHexDigits(new SplittableRandom().nextLong());
    return entry.resolveSibling("." + digits + TEMPORARY_SUFFIX);
  }

  static boolean isFolder(Path path) {
    return isHex(name(path), 2);
  }

  /** Whether a file exists only while a process writes or compiles. */
  static boolean isTemporary(Path path) {
    return isHidden(path, TEMPORARY_SUFFIX, 16) || isHidden(path, LEASE_SUFFIX, 62);
  }

  /** Returns the purpose of a file in a folder; null for a file that this library did not name. */
  static DiskEntry.@Nullable Kind kind(Path path) {
    if (key(path).isPresent()) {
      return DiskEntry.Kind.ENTRY;
    }
    if (isNote(path)) {
      return DiskEntry.Kind.NOTE;
    }
    return isTemporary(path) ? DiskEntry.Kind.TEMPORARY : null;
  }

  /** Whether a file in a folder of entries has one of the names that this library gives there. */
  static boolean isNamedByThisLibrary(Path path) {
    return kind(path) != null;
  }

  private static boolean isHidden(Path path, String suffix, int digits) {
    String name = name(path);
    return name.startsWith(".")
        && name.endsWith(suffix)
        && isHex(name.substring(1, name.length() - suffix.length()), digits);
  }

  static boolean isNote(Path path) {
    String name = name(path);
    return name.endsWith(NOTE_SUFFIX)
        && isHex(name.substring(0, name.length() - NOTE_SUFFIX.length()), 62);
  }

  /** Returns the key of an entry's path; empty for a file that this library did not name. */
  static Optional<CacheKey> key(Path path) {
    Path folder = path.getParent();
    String name = name(path);
    if (folder == null || !isFolder(folder) || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    String digits = name.substring(0, name.length() - SUFFIX.length());
    return isHex(digits, 62)
        ? Optional.of(CacheKey.parse(name(folder) + digits))
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
