package dev.wasmcache.sample.page;

import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Tier;
import java.util.List;
import java.util.stream.Stream;

/**
 * The page's content as text and numbers, for the template.
 *
 * @param summary the cache's work since the start
 */
record PageView(String summary, List<TierRow> tiers, List<ModuleRow> modules) {

  static PageView of(PageState state) {
    boolean onDisk = state.cache().tiers().containsKey(Tier.DISK);
    Stream<TierRow> tiers =
        state.cache().tiers().entrySet().stream()
            .map(tier -> TierRow.of(tier.getKey(), tier.getValue(), onDisk));
    return new PageView(
        summary(state),
        Stream.concat(Stream.of(TierRow.of(state.live())), tiers).toList(),
        state.modules().stream().map(ModuleRow::of).toList());
  }

  private static String summary(PageState state) {
    ModuleCacheStats live = state.live();
    StringBuilder summary = new StringBuilder("Since the start: ");
    for (Origin origin : List.of(Origin.SHARED, Origin.MEMORY)) {
      if (live.loads(origin) > 0) {
        summary.append(live.loads(origin)).append(" from ").append(origin.id()).append(", ");
      }
    }
    return summary
        .append(Units.count(live.loads(Origin.DISK), "load"))
        .append(" from disk, ")
        .append(live.loads(Origin.COMPILED))
        .append(" compiled; ")
        .append(Units.millis(state.cache().compileTimeSaved().toNanos() / 1e6))
        .append(" of compile time saved")
        .toString();
  }
}
