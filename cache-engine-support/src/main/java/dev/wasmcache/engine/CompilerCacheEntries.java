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
 * The entries of an engine's own cache interface, kept in a compilation cache: the engine's bytes,
 * under the engine's names.
 *
 * <p>Never throws because something is broken. Safe for concurrent use.
 */
public final class CompilerCacheEntries {

  /** Raised when the engines' entries are stored in another way. */
  private static final int FORMAT_VERSION = 1;

  private final CompilationCache cache;
  private final Fingerprint fingerprint;

  /**
   * Opens those of one set of options.
   *
   * @param engine the fingerprint of the engine that has these options; no key of its own artifacts
   *     is one of these entries
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

  /** Answers an entry, or null if there is none or it cannot be read. */
  public byte @Nullable [] get(String name) {
    try {
      Optional<Artifact> found = cache.get(key(name));
      return found.isPresent() ? found.get().bytes() : null;
    } catch (RuntimeException | LinkageError e) {
      EngineLog.LOG.debug("Wasm cache: {} cannot be read", name, e);
      return null;
    }
  }

  /** Stores an entry if that is possible, in the place of one that is there. */
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
