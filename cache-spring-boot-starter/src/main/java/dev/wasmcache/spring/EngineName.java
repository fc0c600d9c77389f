package dev.wasmcache.spring;

import java.util.Locale;

/** An engine that the starter configures if it is on the class path. */
public enum EngineName {
  /** The modules are of type {@code dev.wasmcache.endive.EndiveModule}. */
  ENDIVE("dev.wasmcache.endive.EndiveModule"),
  /** The modules are of type {@code dev.wasmcache.chicory.ChicoryModule}. */
  CHICORY("dev.wasmcache.chicory.ChicoryModule");

  private final String moduleType;

  EngineName(String moduleType) {
    this.moduleType = moduleType;
  }

  /** Returns the name used in properties: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name of the class of its live modules. */
  public String moduleType() {
    return moduleType;
  }
}
