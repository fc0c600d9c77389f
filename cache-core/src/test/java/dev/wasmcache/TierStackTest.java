package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.internal.SafeInterceptor;
import dev.wasmcache.internal.SafeListener;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stack takes tiers as they come: a further one is one more entry in its list. */
final class TierStackTest {

  private static final CacheKey KEY = Requests.of(1).key();
  private static final Artifact ARTIFACT = Artifact.of(new byte[] {1, 2, 3});

  private final MapStore disk = new MapStore();
  private final MapStore secondDisk = new MapStore();
  private final MapStore layer = new MapStore();
  private final MapStore shared = new MapStore();
  private final CompilationCacheBuilder settings = CompilationCache.builder();

  @Test
  void put_fiveTiers_fillsAllThatTheCacheFills() {
    TierStack tiers = fiveTiers();
    put(tiers);
    assertThat(List.of(disk, secondDisk, shared)).allMatch(store -> store.entries.size() == 1);
    assertThat(layer.entries).isEmpty();
    assertThat(tiers.stats()).containsOnlyKeys(Tier.values());
    assertThat(tiers.stats().get(Tier.DISK).writes(Outcome.STORED)).isEqualTo(2);
    tiers.close();
  }

  @Test
  void find_onlyInTheFifthTier_isFoundThereAndDeletedThere() throws Exception {
    TierStack tiers = fiveTiers();
    put(tiers);
    disk.entries.clear();
    shared.entries.clear();
    assertThat(find(fiveTiers())).isEqualTo(Origin.DISK);
    assertThat(disk.entries).as("a second file on this host").isEmpty();
    assertThat(tiers.delete(KEY)).isEmpty();
    assertThat(secondDisk.entries).isEmpty();
    tiers.close();
  }

  @Test
  void find_inTheSharedTier_fillsBothDirectories() {
    TierStack tiers = fiveTiers();
    put(tiers);
    disk.entries.clear();
    secondDisk.entries.clear();
    assertThat(find(fiveTiers())).isEqualTo(Origin.SHARED);
    assertThat(disk.entries).hasSize(1);
    assertThat(secondDisk.entries).hasSize(1);
    tiers.close();
  }

  private static Origin find(TierStack tiers) {
    TierStack.Found found =
        tiers.find(
            KEY,
            (artifact, origin) -> artifact,
            TierStack.Keep.IN_MEMORY,
            new Trail(tiers.newWaits()));
    tiers.close();
    return found == null ? Origin.COMPILED : found.origin();
  }

  private TierStack fiveTiers() {
    List<StoreTier> stores = new ArrayList<>();
    stores.add(tier(Tier.DISK, disk));
    stores.add(tier(Tier.DISK, secondDisk));
    stores.add(tier(Tier.LAYER, layer));
    stores.add(tier(Tier.SHARED, shared));
    return new TierStack(new MemoryTier(1 << 20), stores);
  }

  private StoreTier tier(Tier tier, ArtifactStore store) {
    return new StoreTier(
        tier, store, settings, 0, new SafeListener(List.of()), new SafeInterceptor(List.of()));
  }

  /**
   * Puts, and waits until the entry is also in the shared tier, which is filled in the background.
   */
  private void put(TierStack tiers) {
    tiers.put(KEY, ARTIFACT);
    Waiting.until(() -> shared.entries.containsKey(KEY));
  }
}
