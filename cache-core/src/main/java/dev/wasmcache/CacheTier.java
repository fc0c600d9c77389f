package dev.wasmcache;

import java.io.IOException;
import java.util.Optional;

/** One level of a {@link Tiers}. Counts what it does; only {@link #delete} throws. */
interface CacheTier {

  Tier tier();

  /** Answers a verified artifact; empty whatever else happened, which the trail then says. */
  Optional<Artifact> get(CacheKey key, Trail trail);

  /** Stores an artifact, or drops it. */
  void put(CacheKey key, Artifact artifact, WaitBudget waits);

  /** Deletes an artifact. */
  void delete(CacheKey key) throws IOException;

  /** Deletes an artifact that turned out to be of no use, if that can be done. */
  void reject(CacheKey key, WaitBudget waits);

  /** Answers what the header of an entry says, counting nothing. */
  Optional<EntryInfo> inspect(CacheKey key);

  TierStats stats();

  void close();
}
