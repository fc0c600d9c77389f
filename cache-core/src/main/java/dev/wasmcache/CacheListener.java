package dev.wasmcache;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notified of what a cache does. Called on the thread that does it, so an implementation must be
 * fast and safe for concurrent use. Its exceptions are logged and not propagated.
 */
public interface CacheListener {

  /**
   * A {@code get} of a tier below memory has ended. (The memory tier is too fast for events: see
   * the counters in {@link CacheStats}.)
   *
   * @param elapsed how long it took, verification included
   */
  default void onRequest(Tier tier, CacheKey key, Outcome outcome, Duration elapsed) {}

  /**
   * No tier has the artifact of a request: it will be compiled, or refused in mode {@link
   * CacheMode#REQUIRED}.
   */
  default void onMiss(CompileRequest request, MissReason reason) {}

  /**
   * A compile has ended.
   *
   * @param elapsed how long the compiler ran
   * @param failure what the compiler threw; null if it returned an artifact
   */
  default void onCompile(CompileRequest request, Duration elapsed, @Nullable Throwable failure) {}
}
