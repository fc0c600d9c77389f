package dev.wasmcache.engine;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Values by the identity of objects that it does not keep alive, for keys whose {@code equals} is
 * expensive. A value must not refer to its key. Safe for concurrent use.
 */
public final class WeakIdentityMap<K, V> {

  private final ConcurrentMap<Object, V> values = new ConcurrentHashMap<>();
  private final ReferenceQueue<K> collected = new ReferenceQueue<>();

  /** Makes an empty map. */
  public WeakIdentityMap() {}

  /** Returns the value of an object; null if it has none. */
  public @Nullable V get(K key) {
    return values.get(new Sought(key));
  }

  /** Sets the value of an object. */
  public void put(K key, V value) {
    for (Object stale = collected.poll(); stale != null; stale = collected.poll()) {
      values.remove(stale);
    }
    values.put(new Held<>(key, collected), value);
  }

  /** Returns how many values it holds; those of collected keys are removed by the next put. */
  int size() {
    return values.size();
  }

  private static final class Held<K> extends WeakReference<K> {
    private final int hash;

    private Held(K key, ReferenceQueue<K> collected) {
      super(key, collected);
      this.hash = System.identityHashCode(key);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // That is its purpose.
    public boolean equals(@Nullable Object object) {
      return object == this
          || (object instanceof Held<?> other && get() != null && get() == other.get());
    }
  }

  /** An object in the place of a reference to it, for the time of a lookup. */
  private static final class Sought {
    private final Object key;

    private Sought(Object key) {
      this.key = key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // That is its purpose.
    public boolean equals(@Nullable Object object) {
      return object instanceof Held<?> held && held.get() == key;
    }
  }
}
