package dev.wasmcache.disk;

import dev.wasmcache.simulated.Dice;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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
    return new FileState(new Attributes());
  }

  /** The attributes by name: made for one look, without a map of them. */
  private final class Attributes extends AbstractMap<String, Object> {
    private final FileTime time = FileTime.from(modified);

    @Override
    public Object get(Object name) {
      return switch ((String) name) {
        case "uid" -> owner;
        case "mode" -> mode;
        case "nlink" -> 1;
        case "fileKey" -> number;
        case "size" -> Node.this.size();
        case "lastModifiedTime", "lastAccessTime" -> time;
        case "creationTime" -> FileTime.from(created);
        case "isRegularFile" -> isRegular();
        case "isDirectory" -> isDirectory();
        case "isSymbolicLink" -> false;
        case "isOther" -> kind == Kind.PIPE;
        default -> throw new IllegalArgumentException(name.toString());
      };
    }

    @Override
    public Object getOrDefault(Object name, Object otherwise) {
      return get(name);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      throw new UnsupportedOperationException();
    }
  }
}
