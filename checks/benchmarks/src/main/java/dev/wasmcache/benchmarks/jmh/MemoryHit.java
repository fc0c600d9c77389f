package dev.wasmcache.benchmarks.jmh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.ModuleCache;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit in memory, cycling through a thousand modules: a live module, loaded with a request that
 * knows its key; an artifact's bytes; and a weighed Caffeine cache with the same keys. Each in a
 * cache that has never been full and in one that has been: from then on Caffeine remembers every
 * read, to choose what to evict.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class MemoryHit {

  private static final int ENTRIES = 1024;
  private static final int ROOM = 4 * ENTRIES * Integer.BYTES;

  private final List<CompileRequest> requests = new ArrayList<>();
  private final List<CacheKey> keys = new ArrayList<>();
  private final Cache<CacheKey, byte[]> caffeine = caffeine();
  private final Cache<CacheKey, byte[]> fullCaffeine = caffeine();
  private final CompilationCache artifacts;
  private final ModuleCache<byte[]> modules;
  private final ModuleCache<byte[]> fullModules;

  /** Fills the three caches with the same keys. */
  public MemoryHit() {
    NoEngine engine = new NoEngine();
    artifacts = CompilationCache.builder().memory(Integer.MAX_VALUE).build();
    modules = ModuleCache.builder(engine, artifacts).maximumBytes(ROOM).build();
    fullModules = ModuleCache.builder(engine, artifacts).maximumBytes(ROOM).build();
    // Too large to stay: from now on this cache chooses what it keeps.
    fullModules.load(new byte[ROOM + 1]);
    fullCaffeine.put(CacheKey.of(new byte[CacheKey.LENGTH]), new byte[ROOM + 1]);
    fullCaffeine.cleanUp();
    for (int i = 0; i < ENTRIES; i++) {
      byte[] wasm = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
      CompileRequest request = modules.request(wasm);
      requests.add(request);
      keys.add(request.key());
      caffeine.put(request.key(), wasm);
      fullCaffeine.put(request.key(), wasm);
      artifacts.put(request.key(), Artifact.of(wasm));
      modules.load(request);
      fullModules.load(request);
    }
  }

  private static Cache<CacheKey, byte[]> caffeine() {
    return Caffeine.newBuilder()
        .maximumWeight(ROOM)
        .weigher((CacheKey key, byte[] value) -> value.length)
        .build();
  }

  /** The position of a thread in the list of modules. */
  @State(Scope.Thread)
  public static class Position {
    private int next;

    int next() {
      next = (next + 1) % ENTRIES;
      return next;
    }
  }

  @Benchmark
  public byte @Nullable [] caffeine(Position position) {
    return caffeine.getIfPresent(keys.get(position.next()));
  }

  @Benchmark
  public byte @Nullable [] caffeineOnceFull(Position position) {
    return fullCaffeine.getIfPresent(keys.get(position.next()));
  }

  @Benchmark
  public byte[] live(Position position) {
    return modules.load(requests.get(position.next()));
  }

  @Benchmark
  public byte[] liveOnceFull(Position position) {
    return fullModules.load(requests.get(position.next()));
  }

  @Benchmark
  public Optional<Artifact> memory(Position position) {
    return artifacts.get(keys.get(position.next()));
  }
}
