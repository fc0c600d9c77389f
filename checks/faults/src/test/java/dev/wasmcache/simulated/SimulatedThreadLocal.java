package dev.wasmcache.simulated;

import org.jspecify.annotations.Nullable;

/** Stands for {@link ThreadLocal}: two simulated threads may share one of the platform. */
public final class SimulatedThreadLocal<T> {

  @SuppressWarnings("unchecked")
  public @Nullable T get() {
    return (T) SimulatedThread.currentThread().locals().get(this);
  }

  public void set(T value) {
    SimulatedThread.currentThread().locals().put(this, value);
  }

  public void remove() {
    Object unused = SimulatedThread.currentThread().locals().remove(this);
  }
}
