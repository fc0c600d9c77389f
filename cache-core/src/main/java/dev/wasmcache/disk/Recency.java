package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.internal.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records when an entry was last used, as its modification time, which every process sees. The time
 * is set at most once an hour, since setting it costs more than reading a small entry.
 */
final class Recency {

  // The entries that this process has served or stored: a bound for processes with very many
  // modules.
  private static final int MAXIMUM_KEYS = 10_000;

  private final FileCalls files;
  private final InstantSource clock;
  private final Set<CacheKey> served = ConcurrentHashMap.newKeySet();
  private volatile Instant pausedSince = Instant.MIN;

  Recency(FileCalls files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /** Records that this process holds the content of an entry and may never read it again. */
  void served(CacheKey key) {
    if (served.size() < MAXIMUM_KEYS) {
      served.add(key);
    }
  }

  /**
   * Marks the entries that this process has served as used. Modules that are live in memory are not
   * read from disk any more, but the next start needs them first.
   */
  void refresh(DiskLayout layout) {
    served.removeIf(key -> !refreshed(layout.entry(key)));
  }

  private boolean refreshed(Path path) {
    try {
      FileTime unused = used(path, files.attributes(path));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Marks a file as used now. Returns the time that was set; null if none was set. A date in the
   * future comes from a clock that was wrong, and is corrected.
   */
  @Nullable FileTime used(Path path, BasicFileAttributes attributes) {
    Instant now = clock.instant();
    // Not 'toInstant', nor durations: they load a dozen classes, on the path of every first hit.
    Instant dated = Instant.ofEpochMilli(attributes.lastModifiedTime().toMillis());
    return Dates.isRecent(dated, now) ? null : set(path, now, now);
  }

  /**
   * Sets the date of a file whose date is implausible. Returns false if the file keeps its date.
   */
  boolean corrected(Path path, Instant to) {
    return set(path, to, clock.instant()) != null;
  }

  private @Nullable FileTime set(Path path, Instant to, Instant now) {
    if (isPaused(pausedSince, now)) {
      return null;
    }
    try {
      // A file with more than one name may belong to another application: it is kept unchanged.
      if (files.state(path).links() == 1) {
        files.setLastUsed(path, to);
        return FileTime.from(to);
      }
    } catch (IOException e) {
      // A read-only volume, or the entry has gone. Eviction will be less precise; reading
      // continues.
      pausedSince = now;
      Log.DISK.debug("Wasm cache: the use of {} cannot be recorded", path, e);
    }
    return null;
  }

  /** A pause that began in the future began when a clock was wrong, and counts as over. */
  static boolean isPaused(Instant since, Instant now) {
    return !since.isAfter(now) && since.isAfter(now.minus(Dates.GRAIN));
  }
}
