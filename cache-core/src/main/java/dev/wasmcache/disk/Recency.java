package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
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

  private static final Duration GRAIN = Duration.ofHours(1);

  // What this process has served or stored: a bound for who has very many modules.
  private static final int MAXIMUM_KEYS = 10_000;

  private final FileCalls files;
  private final InstantSource clock;
  private final Set<CacheKey> served = ConcurrentHashMap.newKeySet();
  private volatile Instant pausedUntil = Instant.MIN;

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

  /** Marks a file as used now, and answers the time that was set; null if none was. */
  @Nullable FileTime used(Path path, BasicFileAttributes attributes) {
    Instant now = clock.instant();
    long age = now.toEpochMilli() - attributes.lastModifiedTime().toMillis();
    if (age < GRAIN.toMillis() || now.isBefore(pausedUntil)) {
      return null;
    }
    try {
      // A file that has another name as well is somebody else's too: it is left as it is.
      if (files.links(path) == 1) {
        files.setLastUsed(path, now);
        return FileTime.from(now);
      }
    } catch (IOException e) {
      // A read-only volume, or the entry has gone: eviction will know less, reading goes on.
      pausedUntil = now.plus(GRAIN);
      DiskLog.LOG.debug("Wasm cache: the use of {} cannot be remembered", path, e);
    }
    return null;
  }
}
