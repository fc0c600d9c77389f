package dev.wasmcache.endive;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.Cache;

/**
 * A cache for those who keep their own calls of Endive's {@code MachineFactoryCompiler}: give it to
 * {@code withCache}.
 *
 * <pre>{@code
 * Cache cache = EndiveCompilerCache.create(compilationCache, EndiveEngine.create());
 * MachineFactoryCompiler.builder(module).withCache(cache).compile();
 * }</pre>
 *
 * <p>Endive names an entry by the digest of the module alone, so one instance belongs to one set of
 * the compiler's options, those of the engine: do not share it between builders that differ.
 *
 * <p>Entries are Endive's own, byte for byte, verified before they are handed out. Neither method
 * throws because something is broken: a {@code get} that fails answers null, a {@code putIfAbsent}
 * that fails stores nothing. What it cannot do, beside {@link EndiveModules}: save the parse of the
 * module, compile once for several threads that ask at once, or recover from an entry that verifies
 * and does not load.
 *
 * <p>Safe for concurrent use. Does not close the compilation cache.
 */
public final class EndiveCompilerCache implements Cache {

  /** Raised when Endive's entries are stored in another way. */
  private static final int FORMAT_VERSION = 1;

  private final CompilationCache cache;
  private final Fingerprint fingerprint;

  private EndiveCompilerCache(CompilationCache cache, Fingerprint fingerprint) {
    this.cache = cache;
    this.fingerprint = fingerprint;
  }

  /**
   * Makes a cache for builders that are given the options of this engine.
   *
   * @param engine holds the options; it does not compile or load anything here
   */
  public static EndiveCompilerCache create(CompilationCache cache, EndiveEngine engine) {
    Fingerprint options = engine.fingerprint();
    return new EndiveCompilerCache(
        cache,
        new Fingerprint(
            "endive-compiler-cache",
            options.engineVersion(),
            options.options(),
            options.target(),
            FORMAT_VERSION,
            options.generation()));
  }

  @Override
  public byte @Nullable [] get(String key) {
    try {
      return cache.get(cacheKey(key)).map(Artifact::bytes).orElse(null);
    } catch (RuntimeException | LinkageError e) {
      EndiveLog.LOG.debug("Wasm cache: {} cannot be read", key, e);
      return null;
    }
  }

  @Override
  public void putIfAbsent(String key, byte[] data) {
    try {
      // Endive has just missed it, or cannot use it: what is there, if anything, may go.
      cache.put(cacheKey(key), Artifact.builder().content(data).fingerprint(fingerprint).build());
    } catch (RuntimeException | LinkageError e) {
      EndiveLog.LOG.debug("Wasm cache: {} cannot be stored", key, e);
    }
  }

  private CacheKey cacheKey(String key) {
    return CompileRequest.of(key.getBytes(StandardCharsets.UTF_8), fingerprint).key();
  }
}
