package dev.wasmcache.spring.shared;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.spring.SharedTier;
import dev.wasmcache.store.GuardStats;
import dev.wasmcache.store.GuardedStore;
import dev.wasmcache.store.GuardedStoreBuilder;
import java.time.Duration;
import java.util.Locale;

/** Guards a store on the network, so that it does not hold up requests. */
final class Guards {

  // No property sets it. The time limit of an upload is derived from it.
  private static final long BYTES_PER_SECOND = GuardedStoreBuilder.DEFAULT_MINIMUM_BYTES_PER_SECOND;

  private Guards() {}

  /**
   * @param address where the store is, without credentials
   */
  static SharedTier tier(
      ArtifactStore store, WasmCacheSharedProperties properties, String address) {
    WasmCacheSharedProperties.Uploads uploads = properties.uploads();
    GuardedStore guarded =
        GuardedStore.builder(store)
            .timeout(properties.timeout())
            .maximumEntryBytes(properties.maxEntrySize().toBytes())
            .uploadThreads(uploads.threads())
            .uploadQueue(uploads.maxQueued(), uploads.maxQueuedSize().toBytes())
            .uploadTimeout(uploads.timeout())
            .closeTimeout(uploads.closeTimeout())
            .build();
    return SharedTier.of(guarded, properties.access(), properties.type().id(), address)
        .withState(() -> state(guarded.stats()));
  }

  /** Returns the longest time that the guard waits for an upload. */
  static Duration longestUpload(WasmCacheSharedProperties properties) {
    long seconds = properties.maxEntrySize().toBytes() / BYTES_PER_SECOND + 1;
    return properties.uploads().timeout().plusSeconds(seconds);
  }

  private static SharedTier.State state(GuardStats stats) {
    return new SharedTier.State(
        lowerCase(stats.reads()),
        lowerCase(stats.writes()),
        stats.queuedUploads(),
        stats.queuedBytes(),
        stats.uploads(),
        stats.failedUploads(),
        stats.droppedUploads(),
        stats.lastFailure());
  }

  private static String lowerCase(GuardStats.State value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
