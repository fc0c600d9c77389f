package dev.wasmcache.admin;

import dev.wasmcache.stats.Outcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was written to an archive, or read from an archive into a cache.
 *
 * @param entries how many entries were written or stored
 * @param bytes their stored size in bytes
 * @param refused how many were refused, by outcome: that of a request for the entry, or that of
 *     storing it; outcomes that did not occur are absent
 */
public record ArchiveReport(long entries, long bytes, Map<Outcome, Long> refused) {

  public ArchiveReport {
    Map<Outcome, Long> copy = new EnumMap<>(Outcome.class);
    copy.putAll(refused);
    refused = Collections.unmodifiableMap(copy);
  }
}
