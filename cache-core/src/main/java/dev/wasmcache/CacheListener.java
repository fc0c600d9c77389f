package dev.wasmcache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told what a cache does. Called on the thread that does it, so an implementation is quick and safe
 * for concurrent use; what it throws is logged and goes no further.
 */
public interface CacheListener {

  /**
   * A tier below memory answered a {@code get}. (Memory answers too fast to be told of: see the
   * counters in {@link CacheStats}.)
   *
   * @param elapsed how long it took, verification included
   */
  default void onRequest(Tier tier, CacheKey key, Outcome outcome, Duration elapsed) {}

  /**
   * No tier has what a request asks for: it will be compiled, or refused where {@link
   * CacheMode#REQUIRED} is set.
   */
  default void onMiss(CompileRequest request, MissReason reason) {}

  /**
   * A compile has ended.
   *
   * @param elapsed how long the compiler ran
   * @param failure what the compiler threw; null if it answered an artifact
   */
  default void onCompile(CompileRequest request, Duration elapsed, @Nullable Throwable failure) {}
}
