package dev.wasmcache.spring.health;

import dev.wasmcache.SharedTier;
import dev.wasmcache.stats.GuardStats;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes where a shared tier is and what state it is in. */
final class SharedDetails {

  private SharedDetails() {}

  static Map<String, Object> of(SharedTier shared, GuardStats guard) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("type", shared.type());
    if (!shared.address().isEmpty()) {
      details.put("address", shared.address());
    }
    details.put("access", shared.access().id());
    details.put("reads", guard.reads().id());
    details.put("writes", guard.writes().id());
    details.put("uploadsQueued", guard.queuedUploads());
    details.put("uploadsStored", guard.uploads());
    details.put("uploadsFailed", guard.failedUploads());
    details.put("uploadsDropped", guard.droppedUploads());
    guard.lastFailure().ifPresent(failure -> details.put("lastFailure", failure));
    return details;
  }
}
