package dev.wasmcache.disk;

import dev.wasmcache.EvictionCause;
import dev.wasmcache.StoreUsage;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the directory holds: what the last scan saw, and what this process has written and deleted
 * since. Other processes' work shows after the next scan.
 */
final class DiskUsage {

  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<EvictionCause, LongAdder> evictions = new EnumMap<>(EvictionCause.class);
  private volatile boolean scanned;

  DiskUsage() {
    for (EvictionCause cause : EvictionCause.values()) {
      evictions.put(cause, new LongAdder());
    }
  }

  void added(long size) {
    entries.incrementAndGet();
    bytes.addAndGet(size);
  }

  void removed(long size) {
    entries.decrementAndGet();
    bytes.addAndGet(-size);
  }

  void evicted(EvictionCause cause) {
    LongAdder count = evictions.get(cause);
    if (count != null) {
      count.increment();
    }
  }

  void scanned(long seenEntries, long seenBytes) {
    entries.set(seenEntries);
    bytes.set(seenBytes);
    scanned = true;
  }

  /** Whether the directory has been scanned, so that others' entries count as well. */
  boolean isKnown() {
    return scanned;
  }

  /** Bytes as far as they are known: before the first scan, what this process has written. */
  long bytes() {
    return Math.max(0, bytes.get());
  }

  StoreUsage snapshot(long maximumBytes) {
    Map<EvictionCause, Long> counts = new EnumMap<>(EvictionCause.class);
    evictions.forEach((cause, count) -> counts.put(cause, count.sum()));
    return new StoreUsage(
        scanned ? Math.max(0, entries.get()) : -1, scanned ? bytes() : -1, maximumBytes, counts);
  }
}
