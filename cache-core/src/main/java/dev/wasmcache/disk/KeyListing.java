package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists keys in order, one page at a time. Goes folder by folder and holds the keys of at most one
 * folder in memory.
 */
final class KeyListing {

  private static final int FOLDERS = 256;

  private final FileCalls files;
  private final DiskLayout layout;

  KeyListing(FileCalls files, DiskLayout layout) {
    this.files = files;
    this.layout = layout;
  }

  List<CacheKey> list(@Nullable CacheKey after, int limit) throws IOException {
    List<CacheKey> page = new ArrayList<>();
    int first = after == null ? 0 : Integer.parseInt(after.toHex().substring(0, 2), 16);
    for (int folder = first; folder < FOLDERS && page.size() < limit; folder++) {
      for (CacheKey key : keys(layout.root().resolve("%02x".formatted(folder)))) {
        if (page.size() < limit && (after == null || key.compareTo(after) > 0)) {
          page.add(key);
        }
      }
    }
    return page;
  }

  private NavigableSet<CacheKey> keys(Path folder) throws IOException {
    NavigableSet<CacheKey> keys = new TreeSet<>();
    try {
      if (!files.attributes(folder).isDirectory()) {
        // Not a folder of this library.
        return keys;
      }
      try (DirectoryStream<Path> entries = files.list(folder)) {
        entries.forEach(file -> DiskLayout.key(file).ifPresent(keys::add));
      }
    } catch (NoSuchFileException e) {
      // No entry begins with these digits.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return keys;
  }
}
