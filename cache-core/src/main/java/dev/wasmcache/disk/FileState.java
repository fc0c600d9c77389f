package dev.wasmcache.disk;

import static java.util.Objects.requireNonNull;

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

  private final int owner;
  private final int mode;
  private final boolean hasRights;
  private final boolean writableByOthers;
  private final int links;
  private final @Nullable Object fileKey;
  private final long size;
  private final FileTime lastModifiedTime;
  private final FileTime lastAccessTime;
  private final FileTime creationTime;
  private final boolean isRegularFile;
  private final boolean isDirectory;
  private final boolean isSymbolicLink;
  private final boolean isOther;

  /**
   * @param values by the attribute names of {@link java.nio.file.Files#readAttributes}
   */
  FileState(Map<String, Object> values) {
    owner = (Integer) values.getOrDefault("uid", 0);
    mode = (Integer) values.getOrDefault("mode", 0);
    hasRights = mode != 0;
    writableByOthers = (mode & (OTHERS_WRITE | GROUP_WRITE)) != 0;
    links = (Integer) values.getOrDefault("nlink", 1);
    fileKey = values.get("fileKey");
    size = (Long) requireNonNull(values.get("size"));
    lastModifiedTime = (FileTime) requireNonNull(values.get("lastModifiedTime"));
    lastAccessTime = (FileTime) requireNonNull(values.get("lastAccessTime"));
    creationTime = (FileTime) requireNonNull(values.get("creationTime"));
    isRegularFile = (Boolean) requireNonNull(values.get("isRegularFile"));
    isDirectory = (Boolean) requireNonNull(values.get("isDirectory"));
    isSymbolicLink = (Boolean) requireNonNull(values.get("isSymbolicLink"));
    isOther = (Boolean) requireNonNull(values.get("isOther"));
  }

  /** Returns the owner's number; 0 if the system has none. */
  int owner() {
    return owner;
  }

  /** Whether the system has owners and modes. */
  boolean hasRights() {
    return hasRights;
  }

  /** Returns how many names it has; 1 if unknown. */
  int links() {
    return links;
  }

  /** Whether users other than the owner can write it. */
  boolean writableByOthers() {
    return writableByOthers;
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

  /** Whether it is the same file or directory, and its owner and mode have not changed. */
  boolean isUnchangedFrom(FileState other) {
    return owner == other.owner && mode == other.mode && Objects.equals(fileKey, other.fileKey);
  }

  @Override
  public FileTime lastModifiedTime() {
    return lastModifiedTime;
  }

  @Override
  public FileTime lastAccessTime() {
    return lastAccessTime;
  }

  @Override
  public FileTime creationTime() {
    return creationTime;
  }

  @Override
  public boolean isRegularFile() {
    return isRegularFile;
  }

  @Override
  public boolean isDirectory() {
    return isDirectory;
  }

  @Override
  public boolean isSymbolicLink() {
    return isSymbolicLink;
  }

  @Override
  public boolean isOther() {
    return isOther;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public @Nullable Object fileKey() {
    return fileKey;
  }
}
