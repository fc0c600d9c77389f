package dev.wasmcache.sample.page;

import dev.wasmcache.CacheStats;
import dev.wasmcache.ModuleCacheStats;
import dev.wasmcache.sample.ModuleSummary;
import java.util.List;

/** All that the page shows and that may change. Equal states make equal pages. */
record PageState(CacheStats cache, ModuleCacheStats live, List<ModuleSummary> modules) {}
