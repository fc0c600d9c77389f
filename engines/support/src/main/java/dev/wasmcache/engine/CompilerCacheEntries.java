package dev.wasmcache.engine;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores the entries of an engine's own cache interface in a compilation cache: the engine's bytes,
 * under the engine's names.
 *
 * <p>Never throws because of a failing cache. Safe for concurrent use.
 */
public final class CompilerCacheEntries {

  /** Raised when the engines' entries are stored in a different format. */
  private static final int FORMAT_VERSION = 1;

  private final CompilationCache cache;
  private final Fingerprint fingerprint;

  /**
   * Opens the entries of one set of options.
   *
   * @param engine the fingerprint of the engine with these options; the keys of these entries
   *     differ from those of the engine's artifacts
   */
  public CompilerCacheEntries(CompilationCache cache, Fingerprint engine) {
    this.cache = cache;
    this.fingerprint =
        new Fingerprint(
            engine.engine() + "-compiler-cache",
            engine.engineVersion(),
            engine.options(),
            engine.target(),
            FORMAT_VERSION,
            engine.generation());
  }

  /** Returns an entry; null if there is none or it cannot be read. */
  public byte @Nullable [] get(String name) {
    try {
      Optional<Artifact> found = cache.get(key(name));
      return found.isPresent() ? found.get().bytes() : null;
    } catch (RuntimeException | LinkageError e) {
      EngineLog.LOG.debug("Wasm cache: {} cannot be read", name, e);
      return null;
    }
  }

  /** Stores an entry if possible, replacing an existing one. */
  public void put(String name, byte[] data) {
    try {
      cache.put(key(name), Artifact.builder().content(data).fingerprint(fingerprint).build());
    } catch (RuntimeException | LinkageError e) {
      EngineLog.LOG.debug("Wasm cache: {} cannot be stored", name, e);
    }
  }

  private CacheKey key(String name) {
    return CompileRequest.of(name.getBytes(StandardCharsets.UTF_8), fingerprint).key();
  }
}
