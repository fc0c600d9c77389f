package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Pairs of artifacts that should be equal and are not, kept for analysis in a folder beside those
 * of the entries. The first ones stay, since they are nearest to the cause; more than the limits is
 * not kept.
 *
 * <p>Processes that write at the same moment may exceed the limits by one pair each.
 */
final class MismatchFiles {

  static final int MOST_FILES = 8;
  static final long MOST_BYTES = 64L * 1024 * 1024;

  private static final int PART_OF_DIRECTORY = 8;

  private final FileCalls files;
  private final EntryFile entryFile;
  private final CacheDirectory cacheDirectory;
  private final DiskLayout layout;
  private final FreeSpace freeSpace;
  private final DiskUsage usage;
  private final long mostBytes;

  MismatchFiles(
      FileCalls files,
      TrustedFiles trusted,
      CacheDirectory cacheDirectory,
      DiskLayout layout,
      FreeSpace freeSpace,
      DiskUsage usage,
      long maximumBytes) {
    this.files = files;
    this.entryFile = new EntryFile(files, trusted);
    this.cacheDirectory = cacheDirectory;
    this.layout = layout;
    this.freeSpace = freeSpace;
    this.usage = usage;
    this.mostBytes = Math.min(MOST_BYTES, maximumBytes / PART_OF_DIRECTORY);
  }

  /**
   * Keeps a pair, unless the key has one already.
   *
   * @return where; empty if there is no room
   */
  Optional<String> keep(CacheKey key, ByteBuffer first, ByteBuffer second) throws IOException {
    Path folder = layout.mismatches();
    Path served = folder.resolve(key.toHex() + ".served");
    Path compiled = folder.resolve(key.toHex() + ".compiled");
    long size = (long) first.remaining() + second.remaining();
    int count = 0;
    long bytes = size;
    try (DirectoryStream<Path> kept = files.list(folder)) {
      for (Path file : kept) {
        if (file.equals(served)) {
          return Optional.of(folder.toString());
        }
        count++;
        bytes += files.attributes(file).size();
      }
    } catch (NoSuchFileException e) {
      cacheDirectory.create(folder);
      usage.addedFile(0, -1);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (count + 2 > MOST_FILES || bytes > mostBytes || !freeSpace.has(size)) {
      return Optional.empty();
    }
    write(served, first);
    try {
      write(compiled, second);
    } catch (Throwable e) {
      // One of them alone tells nothing.
      entryFile.deleteQuietly(served, e);
      throw e;
    }
    usage.addedFile(first.remaining(), -1);
    usage.addedFile(second.remaining(), -1);
    return Optional.of(folder.toString());
  }

  private void write(Path file, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    // A power cut may take what only helps to find a fault.
    entryFile.publish(
        entryFile.create(file), file, new EntryFile.Bytes(bytes), EntryFile.Durability.NONE);
  }
}
