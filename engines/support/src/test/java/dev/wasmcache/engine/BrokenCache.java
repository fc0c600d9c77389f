package dev.wasmcache.engine;

import dev.wasmcache.CompilationCache;
import java.lang.reflect.Proxy;

/** A cache that throws, although the interface promises never to throw. */
final class BrokenCache {

  private BrokenCache() {}

  static CompilationCache create() {
    return (CompilationCache)
        Proxy.newProxyInstance(
            BrokenCache.class.getClassLoader(),
            new Class<?>[] {CompilationCache.class},
            (cache, method, arguments) -> {
              throw method.getName().equals("put")
                  ? new NoClassDefFoundError("broken")
                  : new IllegalStateException("broken");
            });
  }
}
