package dev.wasmcache.disk;

import dev.wasmcache.EntryContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes an entry so that a reader finds all of it or none, after a power cut too: a new name in
 * the same folder, every byte, fsync, and only then the rename.
 */
final class EntryFile {

  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];

  private EntryFile() {}

  /**
   * Makes an empty file under a temporary name beside its final one.
   *
   * @throws java.nio.file.NoSuchFileException if the folder is missing
   */
  static Path create(Path target) throws IOException {
    return Files.createFile(DiskLayout.temporary(target), OWNER_ONLY);
  }

  /** Fills the file and gives it its final name. If anything fails, only the temporary one goes. */
  static void publish(Path temporary, Path target, EntryContent content) throws IOException {
    try {
      fill(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException inTheWay) {
        e.addSuppressed(inTheWay);
      }
      throw e;
    }
  }

  private static void fill(Path temporary, EntryContent content) throws IOException {
    // Not a channel: an interrupt would close it and lose the write.
    try (RandomAccessFile file = new RandomAccessFile(temporary.toFile(), "rw")) {
      content.writeTo(
          (position, source, offset, length) -> {
            if (file.getFilePointer() != position) {
              file.seek(position);
            }
            file.write(source, offset, length);
          });
      // Without this every entry of the last half minute is empty after a power cut. If it fails
      // the kernel has dropped the data and says so once: the file is given up, never synced again.
      file.getFD().sync();
    }
  }
}
