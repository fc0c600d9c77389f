package dev.wasmcache.cli.directory;

import dev.wasmcache.cli.option.FailedException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What is in a directory, whatever it is.
 *
 * @param count how many files there are
 * @param bytes their size
 * @param freeBytes what is left on the volume
 */
record DirectoryFiles(long count, long bytes, long freeBytes) {

  static DirectoryFiles of(Path directory) {
    Visitor visitor = new Visitor();
    try {
      Files.walkFileTree(directory.toRealPath(), visitor);
      return new DirectoryFiles(
          visitor.count, visitor.bytes, Files.getFileStore(directory).getUsableSpace());
    } catch (IOException e) {
      throw new FailedException("The files of " + directory + " cannot be counted: " + e);
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private long count;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      count++;
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    /** Deleted by another process since it was listed, or it cannot be read. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
