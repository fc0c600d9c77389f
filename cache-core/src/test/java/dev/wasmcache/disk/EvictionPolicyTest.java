package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.EvictionCause;
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
    EvictionPolicy.Selection selection = POLICY.select(NOW);
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
    EvictionPolicy.Selection selection = new EvictionPolicy(1, Duration.ofDays(1)).select(NOW);
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

  private static long age(DiskEntry entry) {
    return Duration.between(entry.lastUsed(), NOW).toDays();
  }

  private static EvictionPolicy.Selection select(DiskEntry... entries) {
    EvictionPolicy.Selection selection = POLICY.select(NOW);
    List.of(entries).forEach(selection::add);
    return selection;
  }

  private static DiskEntry entry(long size, long ageDays) {
    return new DiskEntry(
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
