package dev.wasmcache.disk;

import dev.wasmcache.simulated.Dice;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file or a folder of a {@link Volume}, with what is on the disk and what is only in memory. */
final class Node {

  /** The kind of a file. */
  enum Kind {
    REGULAR,
    DIRECTORY,
    PIPE
  }

  private static final int PAGE = 512;
  private static final long SIZE_OF_A_DIRECTORY = 4096;

  final long number;
  final Kind kind;
  final Instant created;
  final Map<String, Node> children = new LinkedHashMap<>();
  final Map<String, Node> durableChildren = new LinkedHashMap<>();
  int owner;
  int mode;
  Instant modified;
  byte[] data = new byte[0];
  byte[] durable = new byte[0];

  /** Whether a later sync would write nothing, since one has failed. */
  boolean pagesWereDropped;

  /** Whether something other than the product has changed it. */
  boolean tampered;

  Node(long number, Kind kind, int owner, int mode, Instant created) {
    this.number = number;
    this.kind = kind;
    this.owner = owner;
    this.mode = mode;
    this.created = created;
    this.modified = created;
  }

  boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  boolean isRegular() {
    return kind == Kind.REGULAR;
  }

  long size() {
    return isDirectory() ? SIZE_OF_A_DIRECTORY : data.length;
  }

  void write(long position, byte[] source, int offset, int length, Instant now) {
    int end = (int) position + length;
    byte[] grown = data.length >= end ? data.clone() : Arrays.copyOf(data, end);
    System.arraycopy(source, offset, grown, (int) position, length);
    data = grown;
    modified = now;
  }

  void sync() {
    if (!pagesWereDropped) {
      durable = data;
    }
  }

  /** What is left after a power cut: of what was not synced, each page is there or not. */
  void cutPower(Dice dice) {
    if (Arrays.equals(data, durable)) {
      return;
    }
    int length = dice.oneIn(2) ? data.length : Math.min(data.length, durable.length);
    byte[] left = new byte[length];
    for (int at = 0; at < length; at += PAGE) {
      byte[] from =
          switch (dice.below(3)) {
            case 0 -> data;
            case 1 -> durable;
            default -> new byte[0];
          };
      int end = Math.min(length, at + PAGE);
      if (from.length >= end) {
        System.arraycopy(from, at, left, at, end - at);
      }
    }
    data = left;
    durable = left;
  }

  FileState state() {
    FileTime time = FileTime.from(modified);
    return new FileState(
        Map.ofEntries(
            Map.entry("uid", owner),
            Map.entry("mode", mode),
            Map.entry("nlink", 1),
            Map.entry("fileKey", number),
            Map.entry("size", size()),
            Map.entry("lastModifiedTime", time),
            Map.entry("lastAccessTime", time),
            Map.entry("creationTime", FileTime.from(created)),
            Map.entry("isRegularFile", isRegular()),
            Map.entry("isDirectory", isDirectory()),
            Map.entry("isSymbolicLink", false),
            Map.entry("isOther", kind == Kind.PIPE)));
  }
}
