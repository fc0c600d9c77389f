package dev.wasmcache;

import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.function.Supplier;

/**
 * Runs around the steps of a cache, for tracing. Called on the thread of the request, once for each
 * step. It calls the supplier that it is given exactly once and returns the supplier's result.
 *
 * <p>Safe for concurrent use. If an interceptor throws an exception of its own, or does not call
 * the supplier, this is logged and changes nothing.
 */
public interface CacheInterceptor {

  /** Around a read of a tier below memory, verification included. */
  default Outcome aroundRead(Tier tier, CacheKey key, Supplier<Outcome> read) {
    return read.get();
  }

  /** Around a write to a tier below memory. */
  default Outcome aroundWrite(Tier tier, CacheKey key, Supplier<Outcome> write) {
    return write.get();
  }

  /**
   * Around a compile, without the wait for a permit.
   *
   * @param compile throws what the compiler throws; the interceptor must rethrow it
   */
  default Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
    return compile.get();
  }

  /**
   * Around everything that makes a module live.
   *
   * @param load returns where the artifact came from; throws what the engine throws, and the
   *     interceptor must rethrow it
   */
  default Origin aroundLoad(CompileRequest request, Supplier<Origin> load) {
    return load.get();
  }
}
