package dev.wasmcache.disk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Counts the files in each folder, and the space that folders take: an empty folder is removed. */
final class FolderCounts {

  private final Map<Path, Integer> files = new HashMap<>();
  private final Map<Path, Long> taken = new HashMap<>();

  void addFolder(Path folder, long bytes) {
    taken.put(folder, bytes);
  }

  /** Adds a file; returns the bytes of its folder if it is the first one in it, else 0. */
  long add(Path file) {
    Path folder = file.getParent();
    if (folder == null) {
      return 0;
    }
    int count = files.merge(folder, 1, Integer::sum);
    return count == 1 ? taken.getOrDefault(folder, 0L) : 0;
  }

  /** Removes a file; returns the bytes of its folder if that was the last one in it, else 0. */
  long remove(Path file) {
    Path folder = file.getParent();
    if (folder == null) {
      return 0;
    }
    int left = files.merge(folder, -1, Integer::sum);
    return left == 0 ? taken.getOrDefault(folder, 0L) : 0;
  }

  FolderCounts copy() {
    FolderCounts copy = new FolderCounts();
    copy.files.putAll(files);
    copy.taken.putAll(taken);
    return copy;
  }
}
