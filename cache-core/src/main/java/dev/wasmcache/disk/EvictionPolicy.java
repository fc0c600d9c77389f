package dev.wasmcache.disk;

import dev.wasmcache.stats.EvictionCause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to delete so that the whole directory stays within its limit: entries, notes,
 * temporary and lock files, and folders. Least recently used first. Does no I/O.
 *
 * <p>Notes have a share of the limit; the oldest are deleted when they exceed it. When everything
 * together exceeds the limit, the order is: files that a killed process seems to have left, then
 * entries, then notes, and at last files that are being written.
 *
 * @param maximumBytes the most bytes that the directory may take on its volume
 * @param maximumIdle how long an unused entry is kept
 */
record EvictionPolicy(long maximumBytes, Duration maximumIdle) {

  // Evicts down to this share: evicting a little more at once means scanning less often.
  private static final double LOW_WATER = 0.8;

  // The share of the limit for notes. A note takes one block, an entry usually hundreds.
  private static final int PART_OF_NOTES = 8;

  // In one collection, at most one in so many entries is evicted for its age.
  private static final int MOST_IDLE = 10;

  // Only when there is too little space; otherwise such a file is kept for an hour.
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  // The most files of each kind that one round can choose. This way a scan of a million entries
  // does not hold a million paths in memory. If it was not enough, the collector runs another
  // round.
  private static final int MAXIMUM_CANDIDATES = 10_000;

  /** A file to delete, and the reason. */
  record Victim(DiskEntry entry, EvictionCause cause) {}

  /** Starts a scan. */
  Selection select(Instant now, Blocks blocks) {
    return new Selection(now, blocks);
  }

  /** Receives the files one by one and remembers the least recently used ones. */
  final class Selection {
    private final Instant now;
    private final Blocks blocks;
    private final Comparator<DiskEntry> oldestFirst;
    private final Map<DiskEntry.Kind, PriorityQueue<DiskEntry>> candidates =
        new EnumMap<>(DiskEntry.Kind.class);
    private final Map<DiskEntry.Kind, Long> counts = new EnumMap<>(DiskEntry.Kind.class);
    private final FolderCounts folders = new FolderCounts();
    private long bytes;
    private long reserved;
    private long bytesOfEntries;
    private long bytesOfNotes;
    private @Nullable Instant newest;

    private Selection(Instant now, Blocks blocks) {
      this.now = now;
      this.blocks = blocks;
      // Among files with implausible dates, the dates still tell which one is older.
      this.oldestFirst =
          Comparator.comparing((DiskEntry entry) -> Dates.believed(entry.dated(), now))
              .thenComparing(DiskEntry::dated);
      for (DiskEntry.Kind kind : DiskEntry.Kind.values()) {
        candidates.put(kind, new PriorityQueue<>(oldestFirst.reversed()));
      }
    }

    void add(DiskEntry entry) {
      long taken = blocks.taken(entry.size());
      bytes += taken;
      counts.merge(entry.kind(), 1L, Long::sum);
      bytes += folders.add(entry.path());
      if (entry.kind() == DiskEntry.Kind.ENTRY) {
        bytesOfEntries += taken;
        Instant used = Dates.believed(entry.dated(), now);
        newest = newest == null || used.isAfter(newest) ? used : newest;
      } else if (entry.kind() == DiskEntry.Kind.NOTE) {
        bytesOfNotes += taken;
      }
      PriorityQueue<DiskEntry> ofKind = of(entry.kind());
      ofKind.add(entry);
      if (ofKind.size() > MAXIMUM_CANDIDATES) {
        ofKind.remove();
      }
    }

    /** Counts a folder that has a file: the folder is deleted with its last file. */
    void addFolder(Path folder, long length) {
      folders.addFolder(folder, blocks.taken(length));
    }

    /** Counts a file in a folder that this library did not name; its folder is kept. */
    void addForeign(Path file) {
      bytes += folders.add(file);
    }

    /**
     * Counts a file that is never deleted.
     *
     * @param length its length in bytes
     * @param most the size that it may grow to
     */
    void addFixed(long length, long most) {
      long taken = blocks.taken(length);
      bytes += taken;
      reserved += Math.max(0, blocks.taken(most) - taken);
    }

    private PriorityQueue<DiskEntry> of(DiskEntry.Kind kind) {
      return Objects.requireNonNull(candidates.get(kind));
    }

    private long count(DiskEntry.Kind kind) {
      return counts.getOrDefault(kind, 0L);
    }

    long entries() {
      return count(DiskEntry.Kind.ENTRY);
    }

    /** Returns how many bytes everything takes together. */
    long bytes() {
      return bytes;
    }

    /** Returns how many bytes deleting every entry would free. */
    long bytesOfEntries() {
      return bytesOfEntries;
    }

    /** Whether there are files that were not remembered. */
    boolean partial() {
      for (DiskEntry.Kind kind : DiskEntry.Kind.values()) {
        if (count(kind) > of(kind).size()) {
          return true;
        }
      }
      return false;
    }

    /**
     * Returns the files to delete, in this order.
     *
     * @param bytesToFree how many bytes the volume lacks to have its minimum free; 0 if none
     */
    List<Victim> victims(long bytesToFree) {
      return new Choice(bytesToFree).choose();
    }

    /** The choice so far, and the sizes that remain. */
    private final class Choice {
      private final List<Victim> victims = new ArrayList<>();
      private final FolderCounts left = folders.copy();
      private final long limit = maximumBytes - reserved;
      private final long lowWater = (long) (limit * LOW_WATER);
      private final long bytesToFree;
      private long bytesLeft = bytes;
      private long freed;

      private Choice(long bytesToFree) {
        this.bytesToFree = bytesToFree;
      }

      private List<Victim> choose() {
        List<DiskEntry> notes = oldest(DiskEntry.Kind.NOTE);
        int notesTaken = chooseNotesOverTheirShare(notes);
        List<DiskEntry> temporary = oldest(DiskEntry.Kind.TEMPORARY);
        int temporaryTaken = 0;
        while (temporaryTaken < temporary.size()
            && bytesLeft > limit
            && Dates.age(temporary.get(temporaryTaken).dated(), now).compareTo(ABANDONED) >= 0) {
          take(temporary.get(temporaryTaken++), EvictionCause.SIZE);
        }
        chooseEntries();
        chooseUntilWithinTheLimit(notes.subList(notesTaken, notes.size()));
        chooseUntilWithinTheLimit(temporary.subList(temporaryTaken, temporary.size()));
        return victims;
      }

      private List<DiskEntry> oldest(DiskEntry.Kind kind) {
        List<DiskEntry> oldest = new ArrayList<>(of(kind));
        oldest.sort(oldestFirst);
        return oldest;
      }

      private int chooseNotesOverTheirShare(List<DiskEntry> notes) {
        long share = maximumBytes / PART_OF_NOTES;
        int taken = 0;
        if (bytesOfNotes > share) {
          long notesLeft = bytesOfNotes;
          while (taken < notes.size() && notesLeft > share * LOW_WATER) {
            notesLeft -= blocks.taken(notes.get(taken).size());
            take(notes.get(taken++), EvictionCause.SIZE);
          }
        }
        return taken;
      }

      private void chooseEntries() {
        boolean over = bytesLeft > limit;
        long idleLeft = (entries() + MOST_IDLE - 1) / MOST_IDLE;
        for (DiskEntry entry : oldest(DiskEntry.Kind.ENTRY)) {
          EvictionCause cause;
          long size = blocks.taken(entry.size());
          if (bytesLeft > limit || (over && bytesLeft - size >= lowWater)) {
            cause = EvictionCause.SIZE;
          } else if (freed < bytesToFree) {
            cause = EvictionCause.FREE_SPACE;
          } else if (idleLeft > 0 && idle(entry)) {
            cause = EvictionCause.IDLE;
            idleLeft--;
          } else {
            return;
          }
          take(entry, cause);
        }
      }

      private void chooseUntilWithinTheLimit(List<DiskEntry> oldest) {
        for (DiskEntry entry : oldest) {
          if (bytesLeft <= limit) {
            return;
          }
          take(entry, EvictionCause.SIZE);
        }
      }

      private void take(DiskEntry entry, EvictionCause cause) {
        victims.add(new Victim(entry, cause));
        long taken = blocks.taken(entry.size()) + left.remove(entry.path());
        bytesLeft -= taken;
        freed += taken;
      }
    }

    /**
     * Idle time is measured against the last use of any entry, not against the clock alone: entries
     * are not idle if no entry was used for a month. Only a fraction is evicted in one collection,
     * so that a clock that jumped ahead does not cost the whole cache before it is corrected.
     */
    private boolean idle(DiskEntry entry) {
      Instant reference = newest == null ? now : newest;
      Instant used = Dates.believed(entry.dated(), now);
      return Duration.between(used, reference).compareTo(maximumIdle) > 0;
    }
  }
}
