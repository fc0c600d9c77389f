package dev.wasmcache;

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

  /** Collects the counts of a report. For one thread. */
  static final class Count {
    private final Map<Outcome, Long> refused = new EnumMap<>(Outcome.class);
    private long entries;
    private long bytes;

    void done(long length) {
      entries++;
      bytes += length;
    }

    void refused(Outcome outcome) {
      refused.merge(outcome, 1L, Long::sum);
    }

    long entries() {
      return entries;
    }

    ArchiveReport report() {
      return new ArchiveReport(entries, bytes, refused);
    }
  }
}
