package dev.wasmcache.disk;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** An entry's file as a scan saw it. */
record DiskEntry(Path path, BasicFileAttributes attributes) {

  long size() {
    return attributes.size();
  }

  Instant lastUsed() {
    return attributes.lastModifiedTime().toInstant();
  }
}
