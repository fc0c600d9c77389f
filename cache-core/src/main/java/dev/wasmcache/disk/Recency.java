package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Remembers when an entry was last used: in its modification time, which every process sees. Set at
 * most once an hour, since setting it costs more than reading a small entry.
 */
final class Recency {

  private static final Duration GRAIN = Duration.ofHours(1);

  private final InstantSource clock;
  private volatile Instant pausedUntil = Instant.MIN;

  Recency(InstantSource clock) {
    this.clock = clock;
  }

  void used(Path path, BasicFileAttributes attributes) {
    Instant now = clock.instant();
    long age = now.toEpochMilli() - attributes.lastModifiedTime().toMillis();
    if (age < GRAIN.toMillis() || now.isBefore(pausedUntil)) {
      return;
    }
    try {
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(now), null, null);
    } catch (IOException e) {
      // A read-only volume, or the entry has gone: eviction will know less, reading goes on.
      pausedUntil = now.plus(GRAIN);
      DiskLog.LOG.debug("Wasm cache: the use of {} cannot be remembered", path, e);
    }
  }
}
