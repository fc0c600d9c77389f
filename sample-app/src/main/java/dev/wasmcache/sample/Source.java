package dev.wasmcache.sample;

import dev.wasmcache.stats.Origin;
import java.util.Locale;

/** The source of a module when it was requested: the most expensive first. */
enum Source {
  COMPILED,
  SHARED,
  LAYER,
  DISK,
  MEMORY,
  /** It was ready to run. */
  LIVE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Source of(Origin origin) {
    return switch (origin) {
      case COMPILED -> COMPILED;
      case SHARED -> SHARED;
      case LAYER -> LAYER;
      case DISK -> DISK;
      case MEMORY -> MEMORY;
    };
  }
}
