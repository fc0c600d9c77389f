package dev.wasmcache;

/** Notified when a module becomes live, but not of a live hit. */
@FunctionalInterface
public interface ModuleListener {

  /** Called on the thread that loaded the module; its exceptions are logged and not propagated. */
  void onLoad(ModuleLoad load);
}
