package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CompilationCache;
import org.jspecify.annotations.Nullable;

/** What the endpoint can do, by what it is about. */
record Operations(
    CompilationCache cache,
    EntryOperations entries,
    ModuleOperations modules,
    VerificationJob verification) {

  private static final int DEFAULT_ENTRIES = 100;
  private static final int DEFAULT_COMPILES = 50;

  Entries list(@Nullable String after, @Nullable String limit, EntryFilter filter) {
    return entries.list(
        Arguments.optionalKey("after", after), Arguments.limit(limit, DEFAULT_ENTRIES), filter);
  }

  Compiles compiles(@Nullable String limit) {
    return Compiles.of(cache.recentCompiles(), Arguments.limit(limit, DEFAULT_COMPILES));
  }

  /** Deletes what matches. That nothing is named must not mean that all is. */
  Entries.Evicted evict(EntryFilter filter) {
    if (filter.isEmpty()) {
      throw RefusedException.badRequest(
          "Nothing says which entries: give 'engine', 'olderThan', 'youngerThan', 'minSize' or"
              + " 'maxSize', or 'all=true'");
    }
    return entries.evict(filter);
  }
}
