package dev.wasmcache.engine.differential;

import java.util.List;

/** A module that is ready to be instantiated, however it came to be so. */
public interface Program {

  /** The exported functions, in the order of the module. */
  List<Function> exports();

  /** How many functions are imported: the index of the first of the module's own. */
  int importedFunctions();

  /** How many functions the module has of its own. */
  int ownFunctions();

  /** Builds an instance and runs its start function; throws what the engine throws. */
  Running start(Host host);
}
