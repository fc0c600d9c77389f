package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which entries is asked for.
 *
 * @param after the last key of the page before; null for the first page
 * @param limit the maximum number of entries
 * @param filter what the entries have in common
 */
record EntryQuery(@Nullable CacheKey after, int limit, EntryFilter filter) {

  private static final int DEFAULT_LIMIT = 100;

  static EntryQuery of(Arguments arguments) {
    return new EntryQuery(
        arguments.key("after"), arguments.limit(DEFAULT_LIMIT), EntryFilter.of(arguments));
  }
}
