package dev.wasmcache.disk;

import dev.wasmcache.internal.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens a directory: checks it, and creates what is missing unless it is only read. Permissions are
 * set only when something is created; those of existing files and folders are checked and never
 * changed.
 */
final class CacheDirectory {

  static final String TAG = "CACHEDIR.TAG";

  // The signature is fixed by the Cache Directory Tagging Specification: backup tools look for it.
  private static final byte[] TAG_CONTENT =
      """
      Signature: 8a477f597d28d172789f06886806bc55
      # This directory holds compiled WebAssembly modules. All of it can be made again.
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DirectoryTrust trust;
  private final Path configured;

  CacheDirectory(FileCalls files, TrustedFiles trusted, DirectoryTrust trust, Path configured) {
    this.files = files;
    this.trusted = trusted;
    this.trust = trust;
    this.configured = configured;
  }

  /**
   * Opens the directory and creates its missing parts. A directory on a read-only volume, which
   * this process cannot write, is opened too: its entries can be read.
   *
   * @throws CacheDirectoryException if it cannot or must not be used
   */
  Opened open() {
    return open(configured.toAbsolutePath());
  }

  /**
   * A directory that may be used.
   *
   * @param path its real path
   * @param entries the state of the directory below it, which holds the entries, when it was
   *     checked
   */
  record Opened(Path path, FileState entries) {}

  /** As {@link #open()}, for its real path: the directory may have been deleted since. */
  Opened open(Path directory) {
    try {
      createWithParents(directory);
      Path real = files.realPath(directory);
      trust.checkConfigured(real);
      Path version = real.resolve(DiskLayout.VERSION);
      createIfMissing(version);
      FileState entries = trust.check(version);
      trust.checkParents(real);
      if (files.isWritable(version)) {
        tag(real);
      } else {
        Log.DISK.warn("Wasm cache: {} can be read but not written", real);
      }
      return new Opened(real, entries);
    } catch (FileAlreadyExistsException e) {
      throw isFile(e);
    } catch (IOException e) {
      throw notUsable(e);
    }
  }

  private CacheDirectoryException isFile(@Nullable IOException cause) {
    return new CacheDirectoryException(
        configured, "there is a file of this name", "Name a directory.", cause);
  }

  private CacheDirectoryException notUsable(IOException cause) {
    return new CacheDirectoryException(
        configured,
        "it cannot be created or read (" + cause + ")",
        "Name a directory that this process can create and write.",
        cause);
  }

  /**
   * Returns why {@link #open()} would refuse the directory as it is now. Creates and changes
   * nothing: of a directory that is missing, only what is above it is checked.
   */
  Optional<CacheDirectoryException> refusal() {
    try {
      Path directory = configured.toAbsolutePath();
      Path existing = directory;
      while (!exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      Path real = files.realPath(existing);
      if (!files.attributes(real).isDirectory()) {
        return Optional.of(isFile(null));
      }
      if (!existing.equals(directory)) {
        if (!files.isWritable(real)) {
          throw new AccessDeniedException(real.toString());
        }
        trust.checkParents(real.resolve(directory.getFileName()));
        return Optional.empty();
      }
      trust.checkConfigured(real);
      Path version = real.resolve(DiskLayout.VERSION);
      if (exists(version)) {
        FileState unused = trust.check(version);
      }
      trust.checkParents(real);
      return Optional.empty();
    } catch (CacheDirectoryException e) {
      return Optional.of(e);
    } catch (IOException e) {
      return Optional.of(notUsable(e));
    }
  }

  /** A file that a link leads to nowhere is missing, as for {@link #open()}. */
  private boolean exists(Path path) throws IOException {
    try {
      Path unused = files.realPath(path);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Opens a directory that is only read, and creates nothing.
   *
   * @param filledBy the setting with which it was filled, for a message
   * @return its real path
   * @throws CacheDirectoryException if it is missing or must not be used
   */
  Path openToRead(String filledBy) {
    try {
      Path real = files.realPath(configured);
      trust.checkConfigured(real);
      trust.check(real.resolve(DiskLayout.VERSION));
      trust.checkParents(real);
      return real;
    } catch (NoSuchFileException e) {
      throw new CacheDirectoryException(
          configured,
          "it is missing, or has no '" + DiskLayout.VERSION + "' with entries of this version",
          "Name a directory that a start with '" + filledBy + "' has filled.",
          e);
    } catch (IOException e) {
      throw new CacheDirectoryException(
          configured,
          "it cannot be read (" + e + ")",
          "Name a directory that this process can read.",
          e);
    }
  }

  private void createWithParents(Path directory) throws IOException {
    try {
      // Links on the way are followed: the directory that they lead to is checked.
      if (!files.attributes(files.realPath(directory)).isDirectory()) {
        throw new FileAlreadyExistsException(directory.toString());
      }
    } catch (NoSuchFileException e) {
      Path parent = directory.getParent();
      if (parent != null) {
        createWithParents(parent);
      }
      create(directory);
    }
  }

  /** As {@link #create}, but asks first: to create one, a fresh JVM loads a dozen classes. */
  private void createIfMissing(Path directory) throws IOException {
    try {
      if (files.attributes(directory).isDirectory()) {
        return;
      }
    } catch (NoSuchFileException e) {
      // It is created.
    }
    create(directory);
  }

  /** Creates a directory that only its owner can access, unless it exists already. */
  void create(Path directory) throws IOException {
    try {
      files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, or the directory existed before.
      if (!files.attributes(directory).isDirectory()) {
        throw e;
      }
    }
  }

  private void tag(Path directory) {
    Path tag = directory.resolve(TAG);
    try {
      if (trusted.isThere(tag)) {
        return;
      }
      trusted.create(tag);
      try (FileCalls.Output output = trusted.write(tag)) {
        output.write(0, TAG_CONTENT, 0, TAG_CONTENT.length);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
    } catch (IOException e) {
      // A full disk: the existing entries can still be used.
      Log.DISK.debug("Wasm cache: {} cannot be tagged as a cache", directory, e);
    }
  }
}
