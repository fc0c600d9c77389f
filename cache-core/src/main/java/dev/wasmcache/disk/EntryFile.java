package dev.wasmcache.disk;

import dev.wasmcache.EntryContent;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Writes an entry so that a reader finds all of it or none, even after a power cut: creates a file
 * with a new name in the same folder, writes every byte, calls fsync, and only then renames the
 * file.
 */
final class EntryFile {

  private final FileCalls files;
  private final TrustedFiles trusted;

  EntryFile(FileCalls files, TrustedFiles trusted) {
    this.files = files;
    this.trusted = trusted;
  }

  /**
   * Creates an empty file with a temporary name in the folder of its final name.
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
      // The file may exist anyway, if only closing it failed.
      deleteQuietly(temporary, e);
      throw e;
    }
  }

  /** What a write waits for. */
  enum Durability {
    /** Until the content is on disk: if the name survives a power cut, so does the content. */
    SYNCED,
    /** Not for the disk: a power cut may leave an empty file under the name. */
    NONE
  }

  /**
   * Fills the file and gives it its final name. If anything fails, only the temporary file is
   * deleted.
   */
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
      // Replaces what is there. A directory can be replaced only if it is empty.
      if (!files.attributes(target).isDirectory()) {
        throw e;
      }
      files.delete(target);
      files.move(temporary, target);
    }
  }

  /** Deletes a file after a failure, if that is possible. */
  void deleteQuietly(Path file, Throwable reason) {
    try {
      files.delete(file);
    } catch (IOException inTheWay) {
      // The collector deletes a temporary file after an hour.
      reason.addSuppressed(inTheWay);
    }
  }

  private void fill(Path temporary, EntryContent content, Durability durability)
      throws IOException {
    try (FileCalls.Output file = trusted.write(temporary)) {
      content.writeTo(file::write);
      if (durability == Durability.SYNCED) {
        // Without this, every entry of the last half minute is empty after a power cut. If it
        // fails, the kernel has dropped the data and reports that only once: the file is abandoned,
        // not synced again.
        file.sync();
      }
    }
  }

  /** The content of a file that is in memory. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Bytes(byte[] bytes) implements EntryContent {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void writeTo(Sink sink) throws IOException {
      sink.write(0, bytes, 0, bytes.length);
    }
  }
}
