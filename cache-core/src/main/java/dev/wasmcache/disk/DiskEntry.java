package dev.wasmcache.disk;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/** A file of the cache as a scan saw it. */
record DiskEntry(Kind kind, Path path, BasicFileAttributes attributes) {

  /** The purpose of a file. */
  enum Kind {
    /** An entry. */
    ENTRY,
    /** A note about a module. */
    NOTE,
    /** A file that exists only while a process writes or compiles. */
    TEMPORARY
  }

  /** Returns the file of an entry. */
  static DiskEntry entry(Path path, BasicFileAttributes attributes) {
    return new DiskEntry(Kind.ENTRY, path, attributes);
  }

  long size() {
    return attributes.size();
  }

  /** Returns its date, which may come from a clock that was wrong. */
  Instant dated() {
    return attributes.lastModifiedTime().toInstant();
  }
}
