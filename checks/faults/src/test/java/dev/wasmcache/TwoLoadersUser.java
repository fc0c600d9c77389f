package dev.wasmcache;

import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Puts, gets and collects; created in a separate class loader. */
public final class TwoLoadersUser implements Callable<String> {

  private final Path directory;
  private final int number;
  private final int rounds;

  public TwoLoadersUser(Path directory, int number, int rounds) {
    this.directory = directory;
    this.number = number;
    this.rounds = rounds;
  }

  @Override
  public String call() throws Exception {
    int right = 0;
    int collected = 0;
    DiskStore store = DiskStore.builder(directory).build();
    try (CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      for (int i = 0; i < rounds; i++) {
        CompileRequest request = Requests.of(100 * number + i % 10);
        Artifact artifact = Artifact.of(Bodies.random(number, 1_000));
        cache.put(request.key(), artifact);
        collected += store.collect() ? 1 : 0;
        right += cache.get(request.key()).equals(java.util.Optional.of(artifact)) ? 1 : 0;
      }
    }
    return "right " + right + ", collected " + collected;
  }
}
