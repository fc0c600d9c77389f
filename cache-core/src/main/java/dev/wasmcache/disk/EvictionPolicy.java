package dev.wasmcache.disk;

import dev.wasmcache.EvictionCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to delete, least recently used first. Does no I/O.
 *
 * @param maximumBytes what the entries may take together
 * @param maximumIdle how long an entry is kept without being used
 */
record EvictionPolicy(long maximumBytes, Duration maximumIdle) {

  // What is evicted down to: evicting a little more at once means scanning less often.
  private static final double LOW_WATER = 0.8;

  // Of so many entries one is given up for its age in a collection.
  private static final int MOST_IDLE = 10;

  // What one round can choose. A million entries are scanned without holding a million paths; if
  // this was not enough, the collector makes another round.
  private static final int MAXIMUM_CANDIDATES = 10_000;

  /** An entry to delete, and why. */
  record Victim(DiskEntry entry, EvictionCause cause) {}

  /** Begins to look at entries. */
  Selection select(Instant now) {
    return new Selection(now);
  }

  /** Looks at one entry after the other and remembers the least recently used ones. */
  final class Selection {
    private final Instant now;
    private final PriorityQueue<DiskEntry> candidates =
        new PriorityQueue<>(Comparator.comparing(DiskEntry::lastUsed).reversed());
    private long entries;
    private long bytes;
    private @Nullable Instant newest;

    private Selection(Instant now) {
      this.now = now;
    }

    void add(DiskEntry entry) {
      entries++;
      bytes += entry.size();
      if (newest == null || entry.lastUsed().isAfter(newest)) {
        newest = entry.lastUsed();
      }
      candidates.add(entry);
      if (candidates.size() > MAXIMUM_CANDIDATES) {
        candidates.remove();
      }
    }

    long entries() {
      return entries;
    }

    long bytes() {
      return bytes;
    }

    /** Whether there are entries that were not remembered. */
    boolean partial() {
      return entries > candidates.size();
    }

    /**
     * Answers what to delete, least recently used first.
     *
     * @param bytesToFree what the volume lacks of the free space to leave; 0 if nothing
     */
    List<Victim> victims(long bytesToFree) {
      long left = bytes;
      long lowWater = (long) (maximumBytes * LOW_WATER);
      long freed = 0;
      long idleLeft = (entries + MOST_IDLE - 1) / MOST_IDLE;
      List<DiskEntry> oldest = new ArrayList<>(candidates);
      oldest.sort(Comparator.comparing(DiskEntry::lastUsed));
      List<Victim> victims = new ArrayList<>();
      for (DiskEntry entry : oldest) {
        EvictionCause cause;
        if (left > maximumBytes || (bytes > maximumBytes && left - entry.size() >= lowWater)) {
          cause = EvictionCause.SIZE;
        } else if (freed < bytesToFree) {
          cause = EvictionCause.FREE_SPACE;
        } else if (idleLeft > 0 && idle(entry)) {
          cause = EvictionCause.IDLE;
          idleLeft--;
        } else {
          break;
        }
        victims.add(new Victim(entry, cause));
        left -= entry.size();
        freed += entry.size();
      }
      return victims;
    }

    /**
     * Measured against the last use of any entry, not against the clock alone: what nobody used for
     * a month while nothing else was used either is not idle. And only a part of all at a time: a
     * clock that jumped ahead does not cost the whole cache before somebody sets it right.
     */
    private boolean idle(DiskEntry entry) {
      Instant reference = newest == null || newest.isAfter(now) ? now : newest;
      return Duration.between(entry.lastUsed(), reference).compareTo(maximumIdle) > 0;
    }
  }
}
