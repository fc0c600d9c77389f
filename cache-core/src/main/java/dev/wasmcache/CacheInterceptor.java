package dev.wasmcache;

import java.util.function.Supplier;

/**
 * Runs around what a cache does, so that a trace shows it. Called on the thread of the request,
 * once for each step; calls what it is given exactly once and answers what that answered.
 *
 * <p>Safe for concurrent use. One that throws by itself, or does not call, is logged and changes
 * nothing.
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
   * Around a compile, a wait for a permit not included.
   *
   * @param compile throws what the compiler throws, which is to be thrown on
   */
  default Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
    return compile.get();
  }

  /**
   * Around all that makes a module live which was not.
   *
   * @param load answers where the artifact came from; throws what the engine throws, which is to be
   *     thrown on
   */
  default Origin aroundLoad(CompileRequest request, Supplier<Origin> load) {
    return load.get();
  }
}
