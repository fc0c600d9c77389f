package dev.wasmcache.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the first call of several modules in one JVM, in one way. Keeps all modules until the JVM
 * ends, as an application does: classes that have been unloaded cannot be archived.
 */
public final class AllCalls {

  private static final List<ReadyModule> KEPT = new ArrayList<>();

  private AllCalls() {}

  /** Arguments: a {@link Way}, the directory of the cache, the files. */
  public static void main(String[] args) throws IOException {
    Way way = Way.valueOf(args[0]);
    Path directory = Path.of(args[1]);
    List<String> files = Arrays.asList(args).subList(2, args.length);
    for (String file : files) {
      ReadyModule module = FirstCall.load(way, Path.of(file), directory);
      KEPT.add(module);
      FirstCall.call(module);
    }
  }
}
