package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
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
 * Remembers when an entry was last used: in its modification time, which every process sees. Set at
 * most once an hour, since setting it costs more than reading a small entry.
 */
final class Recency {

  // What this process has served or stored: a bound for who has very many modules.
  private static final int MAXIMUM_KEYS = 10_000;

  private final FileCalls files;
  private final InstantSource clock;
  private final Set<CacheKey> served = ConcurrentHashMap.newKeySet();
  private volatile Instant pausedSince = Instant.MIN;

  Recency(FileCalls files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /** Notes that this process has the content of an entry, and may never ask for it again. */
  void served(CacheKey key) {
    if (served.size() < MAXIMUM_KEYS) {
      served.add(key);
    }
  }

  /**
   * Marks as used what this process has served: what is live in memory is not read from disk any
   * more, and is what the next start will need first.
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
   * Marks a file as used now, and returns the time that was set; null if none was. A date that is
   * ahead is of a clock that was wrong: it is corrected.
   */
  @Nullable FileTime used(Path path, BasicFileAttributes attributes) {
    Instant now = clock.instant();
    Instant dated = attributes.lastModifiedTime().toInstant();
    boolean wrong = Dates.isAhead(dated, now);
    if (!wrong && Dates.age(dated, now).compareTo(Dates.GRAIN) < 0) {
      return null;
    }
    return set(path, now, now);
  }

  /**
   * Gives a file another date, for one that cannot be right. Returns false if it keeps what it has.
   */
  boolean corrected(Path path, Instant to) {
    return set(path, to, clock.instant()) != null;
  }

  private @Nullable FileTime set(Path path, Instant to, Instant now) {
    if (isPaused(pausedSince, now)) {
      return null;
    }
    try {
      // A file that has another name as well is somebody else's too: it is left as it is.
      if (files.links(path) == 1) {
        files.setLastUsed(path, to);
        return FileTime.from(to);
      }
    } catch (IOException e) {
      // A read-only volume, or the entry has gone: eviction will know less, reading goes on.
      pausedSince = now;
      DiskLog.LOG.debug("Wasm cache: the use of {} cannot be remembered", path, e);
    }
    return null;
  }

  /** A pause that began in the future began when a clock was wrong, and is over. */
  static boolean isPaused(Instant since, Instant now) {
    return !since.isAfter(now) && since.isAfter(now.minus(Dates.GRAIN));
  }
}
