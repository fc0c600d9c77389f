package dev.wasmcache.internal.compile;

import java.util.function.Supplier;

/** The bug of a test: of two threads that want the same, both work. */
public final class NoFlight<K, V> {

  public SingleFlight.Landing<V> fly(K key, Supplier<V> work) {
    return new SingleFlight.Landing<>(work.get(), true);
  }

  public void detach(K key) {}

  public void detachAll() {}
}
