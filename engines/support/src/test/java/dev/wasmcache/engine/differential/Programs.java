package dev.wasmcache.engine.differential;

import dev.wasmcache.Engine;
import java.util.Set;

/**
 * What differential runs need to know about an engine.
 *
 * @param <M> its modules
 */
public interface Programs<M> {

  /** The most pages that a memory may have, so that many instances fit into the heap. */
  int MOST_PAGES = 2048;

  /** The largest table that an instance may begin with. */
  int LARGEST_TABLE = 1 << 20;

  /** The folder of the engine's adapter, in {@code engines}. */
  String folder();

  /** What the engine throws for a malformed module. */
  Class<? extends RuntimeException> malformed();

  /** Parses and compiles a module without this library. */
  Program plain(byte[] wasm, Set<Integer> interpreted);

  /** The engine as the cache uses it. */
  Engine<M> engine(Set<Integer> interpreted);

  /** A module that came from the cache. */
  Program cached(M module);
}
