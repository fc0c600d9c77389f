package dev.wasmcache;

import java.util.ConcurrentModificationException;

/** The owner of a module's bytes wrote to them while it loaded: no artifact is at fault. */
final class ModuleChangedException extends ConcurrentModificationException {

  private static final long serialVersionUID = 1L;

  ModuleChangedException() {
    super("The bytes of the module changed while it loaded");
  }
}
