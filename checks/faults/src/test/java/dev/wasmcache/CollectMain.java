package dev.wasmcache;

import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects in a separate JVM. */
final class CollectMain {

  private CollectMain() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "collect" -> collect(directory, Long.parseLong(arguments[2]), arguments[3]);
      case "naive" -> naive(directory, Long.parseLong(arguments[2]));
      case "lock" -> lock(directory);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void collect(Path directory, long maximumBytes, String rounds) throws IOException {
    try (DiskStore store = DiskStore.builder(directory).maximumBytes(maximumBytes).build()) {
      int done = 0;
      for (int i = 0; i < Integer.parseInt(rounds); i++) {
        done += store.collect() ? 1 : 0;
      }
      System.out.println("collected " + done);
      System.out.println("left " + store.usage().entries());
    }
  }

  /** The naive way: all files in a list, with their attributes. */
  private static void naive(Path directory, long maximumBytes) throws IOException {
    List<Map.Entry<Path, BasicFileAttributes>> files = new ArrayList<>();
    long bytes = 0;
    for (Path file : CacheFiles.entries(directory)) {
      files.add(new SimpleEntry<>(file, Files.readAttributes(file, BasicFileAttributes.class)));
      bytes += files.get(files.size() - 1).getValue().size();
    }
    files.sort(Comparator.comparing(file -> file.getValue().lastModifiedTime()));
    for (Map.Entry<Path, BasicFileAttributes> file : files) {
      if (bytes <= maximumBytes) {
        break;
      }
      Files.delete(file.getKey());
      bytes -= file.getValue().size();
    }
    System.out.println("collected 1");
  }

  /** Tells whether another JVM holds the collector's lock. */
  private static void lock(Path directory) throws IOException {
    try (FileChannel channel =
            FileChannel.open(directory.resolve("v1/.collector.lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      System.out.println(lock == null ? "held" : "free");
    }
  }
}
