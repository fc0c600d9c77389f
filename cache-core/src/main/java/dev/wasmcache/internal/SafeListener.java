package dev.wasmcache.internal;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notifies several listeners; one that fails affects neither the cache nor the other listeners. */
public final class SafeListener implements CacheListener {

  private final List<CacheListener> listeners;

  public SafeListener(List<CacheListener> listeners) {
    this.listeners = listeners;
  }

  @Override
  public void onRequest(Tier tier, CacheKey key, Outcome outcome, Duration elapsed) {
    if (!listeners.isEmpty()) {
      tell(listeners, listener -> listener.onRequest(tier, key, outcome, elapsed));
    }
  }

  @Override
  public void onMiss(CompileRequest request, MissReason reason) {
    tell(listeners, listener -> listener.onMiss(request, reason));
  }

  @Override
  public void onCompile(CompileRequest request, Duration elapsed, @Nullable Throwable failure) {
    tell(listeners, listener -> listener.onCompile(request, elapsed, failure));
  }

  public static <L> void tell(List<L> listeners, Consumer<L> event) {
    for (L listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException | LinkageError e) {
        Log.LOG.warn("Wasm cache: the listener {} failed", listener.getClass().getName(), e);
      }
    }
  }
}
