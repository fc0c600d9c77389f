package dev.wasmcache;

import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.Origin;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread's path through the tiers and, if necessary, the compiler, to what its loader makes
 * from the artifact. For one thread.
 *
 * <p>A class where some lambdas would do: each of them costs a fresh JVM a millisecond or more.
 */
final class TieredLoad<T> implements Supplier<TierStack.Found>, ArtifactLoader<Boolean> {

  private final TieredCache cache;
  private final CompileRequest request;
  private final ArtifactCompiler compiler;
  private final ArtifactLoader<T> loader;
  private final TierStack.Keep keep;
  private final WaitBudget waits;
  private boolean loaded;
  private @Nullable T result;

  /**
   * @param keep whether the memory tier is to keep the artifact
   * @param waits what it may still wait for its tiers
   */
  TieredLoad(
      TieredCache cache,
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<T> loader,
      TierStack.Keep keep,
      WaitBudget waits) {
    this.cache = cache;
    this.request = request;
    this.compiler = compiler;
    this.loader = loader;
    this.keep = keep;
    this.waits = waits;
  }

  /**
   * Finds the artifact or compiles it: the work of the thread that leads the flight for its key.
   */
  @Override
  public TierStack.Found get() {
    return cache.findOrCompile(request, compiler, this, keep, waits);
  }

  @Override
  public Boolean load(Artifact artifact, Origin origin) {
    result = loader.load(artifact, origin);
    loaded = true;
    return true;
  }

  /** Whether the loader has returned. */
  boolean loaded() {
    return loaded;
  }

  @SuppressWarnings("NullAway") // What the loader returned, which may be null.
  T result() {
    return result;
  }
}
