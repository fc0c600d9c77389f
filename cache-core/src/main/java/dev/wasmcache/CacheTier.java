package dev.wasmcache;

import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.IOException;
import java.util.Optional;

/** One level of a {@link TierStack}. Counts what it does; only {@link #delete} throws. */
interface CacheTier {

  Tier tier();

  /** Returns a verified artifact. Empty in every other case; the trail then says what happened. */
  Optional<Artifact> get(CacheKey key, Trail trail);

  /** Stores an artifact, or drops it. */
  void put(CacheKey key, Artifact artifact, WaitBudget waits);

  /** Deletes an artifact. */
  void delete(CacheKey key) throws IOException;

  /** Deletes an artifact that turned out to be of no use, if that can be done. */
  void reject(CacheKey key, WaitBudget waits);

  /** Returns what the header of an entry says, without counting. */
  Optional<EntryInfo> inspect(CacheKey key);

  TierStats stats();

  void close();
}
