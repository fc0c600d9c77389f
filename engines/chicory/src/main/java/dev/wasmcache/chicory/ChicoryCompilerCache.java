package dev.wasmcache.chicory;

import com.dylibso.chicory.compiler.Cache;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.engine.CompilerCacheEntries;
import org.jspecify.annotations.Nullable;

/**
 * A cache for applications that call Chicory's {@code MachineFactoryCompiler} themselves: pass it
 * to {@code withCache}.
 *
 * <pre>{@code
 * Cache cache = ChicoryCompilerCache.create(compilationCache, ChicoryEngine.create());
 * MachineFactoryCompiler.builder(module).withCache(cache).compile();
 * }</pre>
 *
 * <p>Chicory names an entry by the digest of the module alone, so one instance belongs to one set
 * of the compiler's options, those of the engine: do not share it between builders that differ.
 *
 * <p>Entries are Chicory's own, byte for byte, verified before they are handed out. Neither method
 * throws because something is broken: a {@code get} that fails returns null, a {@code putIfAbsent}
 * that fails stores nothing. Unlike {@link ChicoryModules}, it cannot save the parse of the module,
 * compile once for several concurrent threads, or recover from an entry that verifies but does not
 * load.
 *
 * <p>Safe for concurrent use. Does not close the compilation cache.
 */
public final class ChicoryCompilerCache implements Cache {

  private final CompilerCacheEntries entries;

  private ChicoryCompilerCache(CompilerCacheEntries entries) {
    this.entries = entries;
  }

  /**
   * Makes a cache for builders that are given the options of this engine.
   *
   * @param engine holds the options; it does not compile or load anything here
   */
  public static ChicoryCompilerCache create(CompilationCache cache, ChicoryEngine engine) {
    return new ChicoryCompilerCache(new CompilerCacheEntries(cache, engine.fingerprint()));
  }

  @Override
  public byte @Nullable [] get(String key) {
    return entries.get(key);
  }

  @Override
  public void putIfAbsent(String key, byte[] data) {
    // Chicory has just missed the entry, or cannot use it: an existing one may be replaced.
    entries.put(key, data);
  }
}
