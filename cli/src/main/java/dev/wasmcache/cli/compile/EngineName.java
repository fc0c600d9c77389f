package dev.wasmcache.cli.compile;

/** The engines that the command brings. */
public enum EngineName {
  endive,
  chicory
}
