package dev.wasmcache.spring.health;

import dev.wasmcache.spring.SharedTier;
import dev.wasmcache.spring.SharedTier.State;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes where a shared tier is and what state it is in. */
final class SharedDetails {

  private SharedDetails() {}

  static Map<String, Object> of(SharedTier shared) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("type", shared.type());
    if (!shared.address().isEmpty()) {
      details.put("address", shared.address());
    }
    details.put("access", shared.access().id());
    shared.state().ifPresent(state -> add(details, state));
    return details;
  }

  private static void add(Map<String, Object> details, State state) {
    details.put("reads", state.reads());
    details.put("writes", state.writes());
    details.put("uploadsQueued", state.queued());
    details.put("uploadsStored", state.stored());
    details.put("uploadsFailed", state.failed());
    details.put("uploadsDropped", state.dropped());
    state.lastFailure().ifPresent(failure -> details.put("lastFailure", failure));
  }
}
