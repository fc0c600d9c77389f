package dev.wasmcache;

import dev.wasmcache.stats.MissReason;
import java.io.Serial;

/**
 * No tier has the compiled module and this cache must not compile: see {@link CacheMode#REQUIRED}.
 * Thrown before anything is spent on a compile.
 */
public final class CompiledModuleRequiredException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient CacheKey key;
  private final transient MissReason reason;

  CompiledModuleRequiredException(CompileRequest request, MissReason reason) {
    super(
        "The module %s is not in the cache, and mode 'required' does not compile: %s (see wasm.cache.mode)"
            .formatted(request.describe(), reason.description()));
    this.key = request.key();
    this.reason = reason;
  }

  /** Returns the key that was looked up. */
  public CacheKey key() {
    return key;
  }

  /** Returns why it is not there. */
  public MissReason reason() {
    return reason;
  }
}
