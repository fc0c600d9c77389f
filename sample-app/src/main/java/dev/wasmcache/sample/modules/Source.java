package dev.wasmcache.sample.modules;

import dev.wasmcache.stats.Origin;
import java.util.Locale;

/** The source of a module when it was requested: the most expensive first. */
public enum Source {
  COMPILED,
  SHARED,
  LAYER,
  DISK,
  MEMORY,
  /** It was ready to run. */
  LIVE;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Source of(Origin origin) {
    return switch (origin) {
      case COMPILED -> COMPILED;
      case SHARED -> SHARED;
      case LAYER -> LAYER;
      case DISK -> DISK;
      case MEMORY -> MEMORY;
    };
  }
}
