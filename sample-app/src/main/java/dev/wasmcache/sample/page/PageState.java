package dev.wasmcache.sample.page;

import dev.wasmcache.sample.modules.ModuleSummary;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.ModuleCacheStats;
import java.util.List;

/** Everything on the page that may change. Equal states produce equal pages. */
record PageState(CacheStats cache, ModuleCacheStats live, List<ModuleSummary> modules) {}
