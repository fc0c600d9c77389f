package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.EvictionCause;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvictionPolicyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final EvictionPolicy POLICY = new EvictionPolicy(1_000, Duration.ofDays(30));

  // Blocks of one byte, so that a file takes exactly its length.
  private static final Blocks BYTES = new Blocks(1);

  @Test
  void victims_underTheLimit_areNone() {
    assertThat(select(entry(500, 0), entry(500, 10)).victims(0)).isEmpty();
  }

  @Test
  void victims_overTheLimit_areTheOldestDownToLowWater() {
    var selection = select(entry(400, 1), entry(400, 3), entry(400, 2));
    assertThat(selection.victims(0))
        .extracting(victim -> age(victim.entry()), EvictionPolicy.Victim::cause)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(3L, EvictionCause.SIZE));
  }

  @Test
  void victims_tooLittleFreeSpace_areEnoughToMakeIt() {
    var selection = select(entry(100, 1), entry(100, 2), entry(100, 3));
    assertThat(selection.victims(150))
        .extracting(EvictionPolicy.Victim::cause)
        .containsExactly(EvictionCause.FREE_SPACE, EvictionCause.FREE_SPACE);
  }

  @Test
  void victims_idle_areMeasuredAgainstTheLatestUse() {
    assertThat(select(entry(1, 31), entry(1, 0)).victims(0))
        .extracting(EvictionPolicy.Victim::cause)
        .containsExactly(EvictionCause.IDLE);
    assertThat(select(entry(1, 400), entry(1, 401)).victims(0)).isEmpty();
  }

  @Test
  void F19_victims_allButOneIdle_areATenthAtATime() {
    EvictionPolicy.Selection selection = POLICY.select(NOW, BYTES);
    for (int i = 0; i < 40; i++) {
      selection.add(entry(1, i == 0 ? 0 : 31));
    }
    assertThat(selection.victims(0)).hasSize(4);
  }

  @Test
  void victims_oneLargeNewEntry_isKeptIfTheOthersAreEnough() {
    assertThat(select(entry(200, 1), entry(900, 0)).victims(0))
        .extracting(victim -> age(victim.entry()))
        .containsExactly(1L);
  }

  @Test
  void F19_victims_entryFromTheFuture_doesNotMakeTheOthersIdle() {
    assertThat(select(entry(1, -4000), entry(1, 29)).victims(0)).isEmpty();
  }

  @Test
  void F27_select_manyEntries_remembersOnlySoMany() {
    EvictionPolicy.Selection selection =
        new EvictionPolicy(1, Duration.ofDays(1)).select(NOW, BYTES);
    for (int i = 0; i < 50_000; i++) {
      selection.add(entry(1, i % 1000));
    }
    assertThat(selection.entries()).isEqualTo(50_000);
    assertThat(selection.bytes()).isEqualTo(50_000);
    assertThat(selection.partial()).isTrue();
    assertThat(selection.victims(0))
        .hasSize(10_000)
        .allSatisfy(victim -> assertThat(age(victim.entry())).isGreaterThanOrEqualTo(800));
  }

  @Test
  void F41_victims_entriesFromTheFuture_goBeforeWhatWasSurelyUsedSince() {
    EvictionPolicy.Selection selection = POLICY.select(NOW, BYTES);
    for (int i = 0; i < 12; i++) {
      selection.add(entry(100, -400));
    }
    for (int i = 0; i < 4; i++) {
      selection.add(entry(100, 0));
    }
    assertThat(selection.victims(0))
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(victim -> assertThat(age(victim.entry())).isEqualTo(-400));
  }

  @Test
  void F41_victims_entriesFromTheFuture_goAfterWhatWasNotUsedForLong() {
    EvictionPolicy.Selection selection = select(entry(600, 10), entry(600, -400));
    assertThat(selection.victims(0)).extracting(v -> age(v.entry())).containsExactly(10L);
  }

  @Test
  void F41_victims_everyEntryFromTheFuture_areTheOldestOfThem() {
    // Then the clock of this host is wrong.
    EvictionPolicy.Selection selection = select(entry(600, -400), entry(600, -401));
    assertThat(selection.victims(0)).extracting(v -> age(v.entry())).containsExactly(-400L);
  }

  @Test
  void F36_victims_notesOverTheirShare_areTheOldestNotes() {
    EvictionPolicy.Selection selection = POLICY.select(NOW, BYTES);
    for (int i = 0; i < 20; i++) {
      selection.add(file(DiskEntry.Kind.NOTE, 10, i));
    }
    selection.add(entry(300, 50));
    assertThat(selection.victims(0))
        .hasSize(10)
        .allSatisfy(
            victim -> {
              assertThat(victim.entry().kind()).isEqualTo(DiskEntry.Kind.NOTE);
              assertThat(age(victim.entry())).isGreaterThanOrEqualTo(10);
            });
  }

  @Test
  void F36_victims_temporaryFilesOverTheLimit_goBeforeEntriesIfAbandoned() {
    EvictionPolicy.Selection selection = select(entry(600, 3));
    selection.add(file(DiskEntry.Kind.TEMPORARY, 600, 1));
    assertThat(selection.victims(0))
        .extracting(victim -> victim.entry().kind())
        .containsExactly(DiskEntry.Kind.TEMPORARY);
    selection = select(entry(600, 3));
    selection.add(file(DiskEntry.Kind.TEMPORARY, 600, 0));
    assertThat(selection.victims(0))
        .extracting(victim -> victim.entry().kind())
        .containsExactly(DiskEntry.Kind.ENTRY);
  }

  @Test
  void F36_victims_lastFileOfAFolder_takesTheFolderWithIt() {
    EvictionPolicy.Selection selection = POLICY.select(NOW, BYTES);
    Path folder = Path.of("v1", "ab");
    selection.addFolder(folder, 500);
    for (int i = 0; i < 2; i++) {
      selection.add(
          DiskEntry.entry(
              folder.resolve("entry" + i), new Attributes(100, NOW.minusSeconds(9 - i))));
    }
    selection.add(entry(400, 0));
    // 1,100: the first two bring 200 and the folder 500.
    assertThat(selection.victims(0)).hasSize(2);
  }

  @Test
  void F37_taken_anyLength_isInWholeBlocksAndAtLeastOne() {
    Blocks blocks = new Blocks(4096);
    assertThat(List.of(0L, 1L, 4096L, 4097L, 1_000_000L))
        .extracting(blocks::taken)
        .containsExactly(4096L, 4096L, 4096L, 8192L, 1_003_520L);
    assertThat(Blocks.of(0)).isEqualTo(Blocks.USUAL);
    assertThat(Blocks.of(1 << 20)).as("of a network file system").isEqualTo(Blocks.USUAL);
    assertThat(Blocks.of(1024).size()).isEqualTo(1024);
  }

  private static DiskEntry file(DiskEntry.Kind kind, long size, long ageDays) {
    return new DiskEntry(
        kind, Path.of("file"), new Attributes(size, NOW.minus(Duration.ofDays(ageDays))));
  }

  private static long age(DiskEntry entry) {
    return Duration.between(entry.dated(), NOW).toDays();
  }

  private static EvictionPolicy.Selection select(DiskEntry... entries) {
    EvictionPolicy.Selection selection = POLICY.select(NOW, BYTES);
    List.of(entries).forEach(selection::add);
    return selection;
  }

  private static DiskEntry entry(long size, long ageDays) {
    return DiskEntry.entry(
        Path.of("entry"), new Attributes(size, NOW.minus(Duration.ofDays(ageDays))));
  }

  private record Attributes(long size, Instant lastUsed) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return FileTime.from(lastUsed);
    }

    @Override
    public FileTime lastAccessTime() {
      return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
      return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
      return true;
    }

    @Override
    public boolean isDirectory() {
      return false;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public Object fileKey() {
      return this;
    }
  }
}
