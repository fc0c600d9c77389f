package dev.wasmcache.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Clears the way for a folder of entries, where there is one that another user may have filled, or
 * something that is no directory. Of what is in such a folder, only files that this library named
 * are deleted; the rest is put aside with it, under a name that is not looked for.
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
      // Another process was quicker.
    } catch (IOException e) {
      reason.addSuppressed(e);
      throw reason;
    }
  }

  private void clear(Path folder, FileState state) throws IOException {
    if (trusted.isUsable(folder, state)) {
      // Another process has made it again.
      return;
    }
    if (state.isDirectory()) {
      clearDirectory(folder);
    } else if (state.isOther()) {
      files.delete(folder);
    } else {
      // A link may be meant to be there, and a file may be of use.
      throw new FileAlreadyExistsException(folder.toString());
    }
    trusted.warn("folder", "Wasm cache: {} was not to be used, so it was made again", folder);
  }

  private void clearDirectory(Path folder) throws IOException {
    try (DirectoryStream<Path> content = files.list(folder)) {
      for (Path file : content) {
        if (DiskLayout.isNamedByThisLibrary(file)) {
          deleteQuietly(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      DiskLog.LOG.debug("Wasm cache: {} cannot be emptied", folder, e);
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
      DiskLog.LOG.debug("Wasm cache: {} cannot be deleted", file, e);
    }
  }
}
