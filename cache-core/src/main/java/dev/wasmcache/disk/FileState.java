package dev.wasmcache.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a path when it was examined: the kind of file, its identity, its owner and its
 * permissions.
 *
 * <p>The mode bits cover access control lists too: if there is one, the group bits are the most
 * that it grants to any other user or group.
 */
final class FileState implements BasicFileAttributes {

  /** The attributes that {@link #FileState} needs, on systems with owners and modes. */
  static final String UNIX_NAMES =
      "unix:uid,mode,nlink,fileKey,size,lastModifiedTime,lastAccessTime,creationTime,"
          + "isRegularFile,isDirectory,isSymbolicLink,isOther";

  /** The attributes on other systems. */
  static final String BASIC_NAMES = "*";

  private static final int STICKY = 01000;
  private static final int SET_GROUP = 02000;
  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_WRITE = 0020;

  private final Map<String, Object> values;
  private final int owner;
  private final int mode;

  /**
   * @param values by the attribute names of {@link java.nio.file.Files#readAttributes}
   */
  FileState(Map<String, Object> values) {
    this.values = values;
    this.owner = number("uid", 0);
    this.mode = number("mode", 0);
  }

  private int number(String name, int otherwise) {
    return values.get(name) instanceof Number number ? number.intValue() : otherwise;
  }

  /** Returns the owner's number; 0 if the system has none. */
  int owner() {
    return owner;
  }

  /** Whether the system has owners and modes. */
  boolean hasRights() {
    return mode != 0;
  }

  /** Returns how many names it has; 1 if unknown. */
  int links() {
    return number("nlink", 1);
  }

  /** Whether users other than the owner can write it. */
  boolean writableByOthers() {
    return (mode & (OTHERS_WRITE | GROUP_WRITE)) != 0;
  }

  /** Whether its group can write it and owns new files in it. */
  boolean sharedWithItsGroup() {
    return (mode & GROUP_WRITE) != 0 && (mode & SET_GROUP) != 0;
  }

  /** Whether every user can rename files in it. */
  boolean lettingEverybodyRename() {
    return (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
  }

  /** Returns the permissions in readable form: "rwxr-x---". */
  String rights() {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return text.toString();
  }

  /** Whether it is the same file or directory, even if its content has changed. */
  boolean isSameAs(FileState other) {
    return Objects.equals(fileKey(), other.fileKey());
  }

  /** Whether it is the same one, and its owner and mode have not changed. */
  boolean isUnchangedFrom(FileState other) {
    return owner == other.owner && mode == other.mode && isSameAs(other);
  }

  @Override
  public FileTime lastModifiedTime() {
    return (FileTime) value("lastModifiedTime");
  }

  @Override
  public FileTime lastAccessTime() {
    return (FileTime) value("lastAccessTime");
  }

  @Override
  public FileTime creationTime() {
    return (FileTime) value("creationTime");
  }

  @Override
  public boolean isRegularFile() {
    return (Boolean) value("isRegularFile");
  }

  @Override
  public boolean isDirectory() {
    return (Boolean) value("isDirectory");
  }

  @Override
  public boolean isSymbolicLink() {
    return (Boolean) value("isSymbolicLink");
  }

  @Override
  public boolean isOther() {
    return (Boolean) value("isOther");
  }

  @Override
  public long size() {
    return (Long) value("size");
  }

  @Override
  public @Nullable Object fileKey() {
    return values.get("fileKey");
  }

  private Object value(String name) {
    return Objects.requireNonNull(values.get(name));
  }
}
