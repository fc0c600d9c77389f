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

  /**
   * @param mode the name of the setting that forbids to compile
   */
  CompiledModuleRequiredException(CompileRequest request, MissReason reason, String mode) {
    super(
        "The module %s is not in the cache, and mode 'required' does not compile: %s (see %s)"
            .formatted(request.describe(), reason.description(), mode));
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
