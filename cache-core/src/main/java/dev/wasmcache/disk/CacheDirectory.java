package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Makes and checks the directory. Rights are set when something is created; those of what is there
 * already are checked and never changed.
 */
final class CacheDirectory {

  private static final String TAG = "CACHEDIR.TAG";

  // The signature is fixed by the Cache Directory Tagging Specification: backup tools look for it.
  private static final String TAG_CONTENT =
      """
      Signature: 8a477f597d28d172789f06886806bc55
      # This directory holds compiled WebAssembly modules. All of it can be made again.
      """;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private CacheDirectory() {}

  /**
   * Opens a directory, creating what is missing of it.
   *
   * @return its real path
   * @throws CacheDirectoryException if it cannot or must not be used
   */
  static Path open(Path directory) {
    try {
      createWithParents(directory.toAbsolutePath());
      Path real = directory.toRealPath();
      check(directory, real);
      Path version = real.resolve(DiskLayout.VERSION);
      create(version);
      check(version, version);
      if (!Files.isWritable(version)) {
        throw new CacheDirectoryException(
            directory,
            "this process cannot write it",
            "Give the directory to the user of this process, or name another one.",
            null);
      }
      tag(real);
      return real;
    } catch (FileAlreadyExistsException e) {
      throw new CacheDirectoryException(
          directory, "there is a file of this name", "Name a directory.", e);
    } catch (IOException e) {
      throw new CacheDirectoryException(
          directory,
          "it cannot be created or read (" + e + ")",
          "Name a directory that this process can create and write.",
          e);
    }
  }

  private static void createWithParents(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null && !Files.exists(parent)) {
      createWithParents(parent);
    }
    if (!Files.isDirectory(directory)) {
      create(directory);
    }
  }

  /** Creates a directory for its owner alone, or finds it there. */
  static void create(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, attributes());
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker, or it has been there all along.
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static FileAttribute<?>[] attributes() {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void check(Path configured, Path real) throws IOException {
    if (!POSIX) {
      DiskLog.LOG.debug("Wasm cache: rights of {} are not checked, the system is not POSIX", real);
      return;
    }
    PosixFileAttributes attributes =
        Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Optional<String> user = CurrentUser.name();
    if (user.isPresent() && !attributes.owner().getName().equals(user.get())) {
      throw new CacheDirectoryException(
          configured,
          "it is owned by '"
              + attributes.owner().getName()
              + "' while this process runs as '"
              + user.get()
              + "': whoever can write there can run code here",
          "Name a directory of this user's own, or change its owner.",
          null);
    }
    if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
        || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new CacheDirectoryException(
          configured,
          "others than its owner can write it ("
              + PosixFilePermissions.toString(attributes.permissions())
              + "): whoever can write there can run code here",
          "Run 'chmod 700' on it, or name a directory that does not exist yet.",
          null);
    }
  }

  private static void tag(Path directory) {
    Path tag = directory.resolve(TAG);
    try {
      if (Files.notExists(tag)) {
        Files.writeString(
            tag, TAG_CONTENT, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was quicker.
    } catch (IOException e) {
      // A full or read-only disk: the entries that are there are still of use.
      DiskLog.LOG.debug("Wasm cache: {} cannot be tagged as a cache", directory, e);
    }
  }
}
