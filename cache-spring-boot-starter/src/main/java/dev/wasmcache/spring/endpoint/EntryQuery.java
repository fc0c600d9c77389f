package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * A request for one page of the entries that match a filter.
 *
 * @param after the last key of the previous page; null for the first page
 * @param limit the maximum number of entries
 * @param filter the conditions that the entries meet
 */
record EntryQuery(@Nullable CacheKey after, int limit, EntryFilter filter) {

  private static final int DEFAULT_LIMIT = 100;

  static EntryQuery of(Arguments arguments) {
    return new EntryQuery(
        arguments.key("after"), arguments.limit(DEFAULT_LIMIT), EntryFilter.of(arguments));
  }
}
