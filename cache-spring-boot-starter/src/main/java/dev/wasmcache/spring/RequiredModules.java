package dev.wasmcache.spring;

/** What to do about a module that is not in the cache and must not be compiled. */
public final class RequiredModules {

  /** The remedy in sentences, for the operator of the application. */
  public static final String REMEDY =
      "Fill a directory with a training run of this very application, with the same options and"
          + " keys: 'java -Dspring.context.exit=onRefresh -jar app.jar"
          + " --wasm.cache.mode=read-write --wasm.cache.disk.directory=...', where"
          + " 'wasm.cache.warm-up.modules' names the module. Then name the directory in"
          + " 'wasm.cache.disk.read-only-directories', or in 'wasm.cache.disk.directory'. To"
          + " compile missing modules instead, set 'wasm.cache.mode=read-write'.";

  private RequiredModules() {}
}
