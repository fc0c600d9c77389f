package dev.wasmcache.cli.compile;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Engine;
import dev.wasmcache.cli.compile.CompiledFile.Result;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Compiles one module after another through a cache, and finds out whether each was stored in every
 * tier.
 *
 * @param <M> a module of the engine
 */
final class FileCompiler<M> {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Engine<M> engine;
  private final CompilationCache cache;

  FileCompiler(Engine<M> engine, CompilationCache cache) {
    this.engine = engine;
    this.cache = cache;
  }

  CompiledFile compile(Path file) {
    byte[] wasm = ModuleFiles.read(file);
    CompileRequest request = CompileRequest.of(wasm, engine.fingerprint()).named(file.toString());
    long start = System.nanoTime();
    long before = notStored();
    Loading loading = new Loading(wasm);
    Result result;
    Optional<String> problem = Optional.empty();
    try {
      Object unused = cache.getOrCompile(request, each -> engine.compile(wasm), loading::load);
      awaitUploads();
      result = loading.origin == Origin.COMPILED ? Result.COMPILED : Result.PRESENT;
      if (notStored() > before) {
        result = Result.NOT_STORED;
        problem = Optional.of(whyNotStored());
      }
    } catch (RuntimeException e) {
      // The engine's own: each has exceptions of its own kind.
      result = Result.REFUSED;
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return new CompiledFile(file, request.key(), result, loading.size, elapsed, problem);
  }

  /** Loads a module as an application does, so that no entry is stored that does not load. */
  private final class Loading {
    private final byte[] wasm;
    private Origin origin = Origin.COMPILED;
    private long size;

    private Loading(byte[] wasm) {
      this.wasm = wasm;
    }

    private M load(Artifact artifact, Origin from) {
      origin = from;
      size = artifact.size();
      return engine.load(wasm, artifact);
    }
  }

  private void awaitUploads() {
    while (guard().queuedUploads() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private GuardStats guard() {
    return cache.stats().tier(Tier.SHARED).guard();
  }

  /** Returns how many writes have ended in another way than stored, in all tiers. */
  private long notStored() {
    long sum = 0;
    for (TierStats tier : cache.stats().tiers().values()) {
      for (Map.Entry<Outcome, Long> writes : tier.writes().entrySet()) {
        sum += writes.getKey() == Outcome.STORED ? 0 : writes.getValue();
      }
      sum += tier.guard().failedUploads() + tier.guard().droppedUploads();
    }
    return sum;
  }

  private String whyNotStored() {
    return guard()
        .lastFailure()
        .orElse("it was not written everywhere; --verbose shows what the cache logs");
  }
}
