package dev.wasmcache.sample.page;

import dev.wasmcache.CacheStats;
import dev.wasmcache.ModuleCacheStats;
import dev.wasmcache.sample.ModuleSummary;
import java.util.List;

/** Everything on the page that may change. Equal states produce equal pages. */
record PageState(CacheStats cache, ModuleCacheStats live, List<ModuleSummary> modules) {}
