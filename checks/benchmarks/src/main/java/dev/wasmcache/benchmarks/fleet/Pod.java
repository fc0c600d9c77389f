package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pod in this JVM: its own cache over its own empty directory, and a compiler that takes time but
 * no CPU, as if the pod had a processor of its own.
 */
final class Pod implements AutoCloseable {

  // Keys are digests: no module has this one.
  private static final CacheKey NOBODYS = CacheKey.of(new byte[32]);
  private static final byte[] SECRET =
      "a secret of the fleet, 32 bytes and more".getBytes(StandardCharsets.UTF_8);

  private final RealModule module;
  private final CompilationCache cache;

  private Pod(RealModule module, CompilationCache cache) {
    this.module = module;
    this.cache = cache;
  }

  static Integrity integrity() {
    return Integrity.hmac(KeyRing.of("fleet", SECRET));
  }

  /** Makes a pod that shares a server; it is already connected, like an application that starts. */
  static Pod sharing(RealModule module, Path directory, FleetServer server) {
    return new Pod(module, builder(directory).shared(connected(server)).build());
  }

  /** Returns a store whose client has been loaded and is connected. */
  static ArtifactStore connected(FleetServer server) {
    ArtifactStore shared = server.store();
    try {
      Optional<StoredEntry> unused = shared.peek(NOBODYS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shared;
  }

  /** Makes a pod with an image, or without one if there is no directory. */
  static Pod alone(RealModule module, Path directory, @Nullable Path layer) {
    CompilationCacheBuilder builder = builder(directory);
    if (layer != null) {
      builder.layer(DiskLayer.open(List.of(layer)));
    }
    return new Pod(module, builder.build());
  }

  private static CompilationCacheBuilder builder(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory).build())
        .integrity(integrity());
  }

  void load(CompileRequest request) {
    var artifact =
        cache.getOrCompile(
            request,
            compiling -> {
              park(RealModule.COMPILE_SECONDS);
              return module.artifact();
            });
    if (artifact.size() != module.artifact().size()) {
      throw new IllegalStateException("Not what was compiled: " + artifact);
    }
  }

  private static void park(double seconds) {
    long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  long compiles() {
    return cache.stats().compilations();
  }

  /** Waits for the uploads that still run. */
  @Override
  public void close() {
    cache.close();
  }
}
