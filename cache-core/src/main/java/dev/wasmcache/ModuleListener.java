package dev.wasmcache;

/** Told when a module becomes live; not told of a live hit. */
@FunctionalInterface
public interface ModuleListener {

  /** Called on the thread that loaded; what it throws is logged and goes no further. */
  void onLoad(ModuleLoad load);
}
