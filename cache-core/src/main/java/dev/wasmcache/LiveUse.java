package dev.wasmcache;

import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a request remembers of the live module that it was last given, so that its next load looks
 * nothing up. Valid for one cache, until that cache's modules change.
 *
 * <p>The module is referenced weakly: a request that is kept does not keep a module that was
 * evicted.
 */
final class LiveUse<M> extends WeakReference<M> {

  // Between two changes of the map, every use of a module after the first is one of so many that
  // are counted, so that modules keep the proportions in which they are used.
  private static final int USES_PER_COUNTED = 32;

  private final ModuleCache<M> cache;
  private final long changes;
  private final boolean counted;

  /**
   * @param changes how many changes the cache had counted before the module was looked up
   * @param counted whether the cache chooses by their uses which modules it evicts
   */
  LiveUse(ModuleCache<M> cache, long changes, boolean counted, M module) {
    super(module);
    this.cache = cache;
    this.changes = changes;
    this.counted = counted;
  }

  /**
   * Returns the module; null if it must be looked up, because it may no longer be live or because
   * this use is to be counted.
   *
   * @param changesNow how many changes the cache has counted
   */
  static <M> @Nullable M module(LiveUse<?> last, ModuleCache<M> cache, long changesNow) {
    if (last.cache != cache
        || last.changes != changesNow
        || (last.counted && ThreadLocalRandom.current().nextInt(USES_PER_COUNTED) == 0)) {
      return null;
    }
    @SuppressWarnings("unchecked") // It is of the same cache, so its module is of the same type.
    LiveUse<M> mine = (LiveUse<M>) last;
    return mine.get();
  }
}
