package dev.wasmcache;

import dev.wasmcache.stats.Origin;

/** Turns a verified artifact into what the caller needs: classes, a module, a machine. */
@FunctionalInterface
public interface ArtifactLoader<T> {

  /**
   * Loads an artifact. An exception or a {@link LinkageError} means that the artifact cannot be
   * used: if it came from a tier, it is deleted there and the next source is asked.
   *
   * @param origin where the artifact came from
   */
  T load(Artifact artifact, Origin origin);
}
