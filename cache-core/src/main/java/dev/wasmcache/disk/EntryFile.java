package dev.wasmcache.disk;

import dev.wasmcache.EntryContent;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Writes an entry so that a reader finds all of it or none, after a power cut too: a new name in
 * the same folder, every byte, fsync, and only then the rename.
 */
final class EntryFile {

  private final FileCalls files;
  private final TrustedFiles trusted;

  EntryFile(FileCalls files, TrustedFiles trusted) {
    this.files = files;
    this.trusted = trusted;
  }

  /**
   * Makes an empty file under a temporary name beside its final one.
   *
   * @throws java.nio.file.NoSuchFileException if the folder is missing
   */
  Path create(Path target) throws IOException {
    Path temporary = DiskLayout.temporary(target);
    try {
      trusted.create(temporary);
      return temporary;
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      // It may be there all the same, if only its close has failed.
      deleteQuietly(temporary, e);
      throw e;
    }
  }

  /** What a write waits for. */
  enum Durability {
    /** That the file survives a power cut, if its name does. */
    SYNCED,
    /** Nothing: a power cut may leave an empty file of its name. */
    NONE
  }

  /** Fills the file and gives it its final name. If anything fails, only the temporary one goes. */
  void publish(Path temporary, Path target, EntryContent content, Durability durability)
      throws IOException {
    try {
      fill(temporary, content, durability);
      move(temporary, target);
    } catch (Throwable e) {
      deleteQuietly(temporary, e);
      throw e;
    }
  }

  private void move(Path temporary, Path target) throws IOException {
    try {
      files.move(temporary, target);
    } catch (FileSystemException e) {
      // Whatever else is there is replaced. Of directories only an empty one can be.
      if (!files.attributes(target).isDirectory()) {
        throw e;
      }
      files.delete(target);
      files.move(temporary, target);
    }
  }

  private void deleteQuietly(Path temporary, Throwable reason) {
    try {
      files.delete(temporary);
    } catch (IOException inTheWay) {
      // The collector sweeps it in an hour.
      reason.addSuppressed(inTheWay);
    }
  }

  private void fill(Path temporary, EntryContent content, Durability durability)
      throws IOException {
    try (FileCalls.Output file = trusted.write(temporary)) {
      content.writeTo(file::write);
      if (durability == Durability.SYNCED) {
        // Without this every entry of the last half minute is empty after a power cut. If it fails
        // the kernel has dropped the data and says so once: the file is given up, not synced again.
        file.sync();
      }
    }
  }
}
