package dev.wasmcache.disk;

import dev.wasmcache.internal.Log;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Makes the name of an entry folder usable, where another user may have filled the folder or it is
 * not a directory. Of the files in such a folder, only those that this library named are deleted.
 * The rest is moved aside with the folder, to a name that is never looked up.
 */
final class RefusedFolders {

  private final FileCalls files;
  private final TrustedFiles trusted;

  RefusedFolders(FileCalls files, TrustedFiles trusted) {
    this.files = files;
    this.trusted = trusted;
  }

  /**
   * Frees the name of a folder.
   *
   * @param reason why it must not be used, thrown if the name cannot be freed
   */
  void clear(Path folder, IOException reason) throws IOException {
    try {
      clear(folder, files.state(folder));
    } catch (NoSuchFileException e) {
      // Another process was faster.
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw reason;
    }
  }

  private void clear(Path folder, FileState state) throws IOException {
    if (trusted.isUsable(folder, state)) {
      // Another process has created it again.
      return;
    }
    if (state.isDirectory()) {
      clearDirectory(folder);
    } else if (state.isOther()) {
      files.delete(folder);
    } else {
      // A link may be intended, and a file may be needed.
      throw new FileAlreadyExistsException(folder.toString());
    }
    trusted.warn("folder", "Wasm cache: {} must not be used, so it was created again", folder);
  }

  private void clearDirectory(Path folder) throws IOException {
    try (DirectoryStream<Path> content = files.list(folder)) {
      for (Path file : content) {
        if (DiskLayout.isNamedByThisLibrary(file)) {
          deleteQuietly(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      Log.DISK.debug("Wasm cache: {} cannot be emptied", folder, e);
    }
    try {
      files.delete(folder);
    } catch (IOException e) {
      Path aside = DiskLayout.temporary(folder);
      files.move(folder, aside);
      trusted.warn("aside", "Wasm cache: {} is not used and was put aside as {}", folder, aside);
    }
  }

  private void deleteQuietly(Path file) {
    try {
      files.delete(file);
    } catch (IOException e) {
      Log.DISK.debug("Wasm cache: {} cannot be deleted", file, e);
    }
  }
}
