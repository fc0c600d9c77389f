package dev.wasmcache;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What went into an archive, or from an archive into a cache.
 *
 * @param entries how many entries went the whole way
 * @param bytes their bytes, as they are stored
 * @param refused how many did not, by the outcome that a request for them would have had, or that
 *     storing them had; what never happened is left out
 */
public record ArchiveReport(long entries, long bytes, Map<Outcome, Long> refused) {

  public ArchiveReport {
    Map<Outcome, Long> copy = new EnumMap<>(Outcome.class);
    copy.putAll(refused);
    refused = Collections.unmodifiableMap(copy);
  }

  /** Counts what becomes a report. For one thread. */
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
