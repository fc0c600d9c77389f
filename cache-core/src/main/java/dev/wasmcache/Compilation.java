package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.compile.CompileLimiter;
import dev.wasmcache.internal.compile.EventLoops;
import dev.wasmcache.internal.compile.SlowCompiles;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import dev.wasmcache.stats.VerifyOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Runs compilers: a limited number at once, timed, counted and logged. */
final class Compilation {

  private final CompileLimiter limiter;
  private final CacheListener listener;
  private final CacheInterceptor interceptor;
  private final SlowCompiles slow = new SlowCompiles();
  private final EventLoops eventLoops = new EventLoops();
  private final LongAdder compilations = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  Compilation(
      CompilationCacheBuilder settings, CacheListener listener, CacheInterceptor interceptor) {
    this.limiter = new CompileLimiter(settings.maximumConcurrentCompiles());
    this.listener = listener;
    this.interceptor = interceptor;
  }

  /** Returns an artifact in memory, with its compile time and fingerprint. */
  Artifact compile(CompileRequest request, ArtifactCompiler compiler, MissReason reason) {
    eventLoops.check(Thread.currentThread(), request);
    return limiter.compile(
        () -> interceptor.aroundCompile(request, () -> timed(request, compiler, reason)));
  }

  /**
   * Compiles without a permit, a listener or a count: for a verification, which no request waits
   * for.
   *
   * @return an artifact in memory
   */
  Artifact compileAside(CompileRequest request, ArtifactCompiler compiler) throws IOException {
    return Objects.requireNonNull(compiler.compile(request), "The compiler returned null")
        .readWhole();
  }

  /** Returns how many requests compile or wait for their turn. */
  int demand() {
    return limiter.running() + limiter.waiting();
  }

  /** Stops its thread. Compiles that are still running continue to their end. */
  void close() {
    slow.close();
  }

  private Artifact timed(CompileRequest request, ArtifactCompiler compiler, MissReason reason) {
    Artifact artifact;
    SlowCompiles.Running running = slow.watch(request);
    try {
      artifact =
          Objects.requireNonNull(compiler.compile(request), "The compiler returned null")
              .readWhole();
    } catch (IOException e) {
      fail(request, running, e);
      throw new UncheckedIOException("The compiler's artifact cannot be read", e);
    } catch (Throwable e) {
      fail(request, running, e);
      throw e;
    }
    Duration elapsed = running.close();
    compilations.increment();
    nanos.add(elapsed.toNanos());
    listener.onCompile(request, elapsed, null);
    Log.LOG.info(
        "Wasm cache: compiled {} of {} bytes with {} {} in {} ms: {}",
        request.describe(),
        request.size(),
        Printable.text(request.fingerprint().engine()),
        Printable.text(request.fingerprint().engineVersion()),
        elapsed.toMillis(),
        reason.description());
    return artifact.compiledFor(request, elapsed);
  }

  private void fail(CompileRequest request, SlowCompiles.Running running, Throwable failure) {
    Duration elapsed = running.close();
    failures.increment();
    listener.onCompile(request, elapsed, failure);
  }

  CacheStats stats(
      Map<Tier, TierStats> tiers,
      long savedNanos,
      long thrash,
      Map<VerifyOutcome, Long> verifications) {
    return new CacheStats(
        tiers,
        compilations.sum(),
        failures.sum(),
        Duration.ofNanos(nanos.sum()),
        Duration.ofNanos(savedNanos),
        limiter.running(),
        limiter.waiting(),
        thrash,
        verifications);
  }
}
