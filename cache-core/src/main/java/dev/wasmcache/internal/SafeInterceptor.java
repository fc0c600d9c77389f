package dev.wasmcache.internal;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs interceptors around each other; a failure of an interceptor itself affects nothing else. */
public final class SafeInterceptor implements CacheInterceptor {

  // Checked first: without interceptors, no lambda is made.
  private final List<CacheInterceptor> interceptors;

  public SafeInterceptor(List<CacheInterceptor> interceptors) {
    this.interceptors = List.copyOf(interceptors);
  }

  @Override
  public Outcome aroundRead(Tier tier, CacheKey key, Supplier<Outcome> read) {
    if (interceptors.isEmpty()) {
      return read.get();
    }
    return around(read, (interceptor, step) -> interceptor.aroundRead(tier, key, step));
  }

  @Override
  public Outcome aroundWrite(Tier tier, CacheKey key, Supplier<Outcome> write) {
    if (interceptors.isEmpty()) {
      return write.get();
    }
    return around(write, (interceptor, step) -> interceptor.aroundWrite(tier, key, step));
  }

  @Override
  public Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
    if (interceptors.isEmpty()) {
      return compile.get();
    }
    return around(compile, (interceptor, step) -> interceptor.aroundCompile(request, step));
  }

  @Override
  public Origin aroundLoad(CompileRequest request, Supplier<Origin> load) {
    if (interceptors.isEmpty()) {
      return load.get();
    }
    return around(load, (interceptor, step) -> interceptor.aroundLoad(request, step));
  }

  private interface Around<T> {
    T call(CacheInterceptor interceptor, Supplier<T> step);
  }

  private <T> T around(Supplier<T> innermost, Around<T> around) {
    Supplier<T> step = innermost;
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      step = new Step<>(interceptors.get(i), step, around);
    }
    return step.get();
  }

  /** One interceptor around the next step. For one thread. */
  private static final class Step<T> implements Supplier<T> {
    private final CacheInterceptor interceptor;
    private final Supplier<T> next;
    private final Around<T> around;
    private boolean called;
    private @Nullable T answer;
    private @Nullable Throwable thrown;

    private Step(CacheInterceptor interceptor, Supplier<T> next, Around<T> around) {
      this.interceptor = interceptor;
      this.next = next;
      this.around = around;
    }

    @Override
    public T get() {
      try {
        around.call(interceptor, this::callNext);
      } catch (RuntimeException | Error e) {
        if (e == thrown) {
          throw e;
        }
        warn(e);
      }
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      T known = answer;
      return known != null ? known : next.get();
    }

    private T callNext() {
      T known = answer;
      if (known != null) {
        return known;
      }
      called = true;
      try {
        T made = next.get();
        answer = made;
        return made;
      } catch (RuntimeException | Error e) {
        thrown = e;
        throw e;
      }
    }

    private void warn(Throwable failure) {
      Log.LOG.warn(
          "Wasm cache: the interceptor {} failed {} its call",
          interceptor.getClass().getName(),
          called ? "after" : "before",
          failure);
    }
  }
}
