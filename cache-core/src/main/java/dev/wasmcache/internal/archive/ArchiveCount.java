package dev.wasmcache.internal.archive;

import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.stats.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** Counts the entries of an archive for its report. For one thread. */
public final class ArchiveCount {
  private final Map<Outcome, Long> refused = new EnumMap<>(Outcome.class);
  private long entries;
  private long bytes;

  void done(long length) {
    entries++;
    bytes += length;
  }

  public void refused(Outcome outcome) {
    refused.merge(outcome, 1L, Long::sum);
  }

  long entries() {
    return entries;
  }

  ArchiveReport report() {
    return new ArchiveReport(entries, bytes, refused);
  }
}
