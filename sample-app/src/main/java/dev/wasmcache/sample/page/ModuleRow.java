package dev.wasmcache.sample.page;

import dev.wasmcache.sample.modules.ModuleSummary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A module on the page.
 *
 * @param origin its last source; null if it was not requested since the start, or since it was
 *     evicted
 * @param bars its load time from each source, relative to the longest of this module
 */
record ModuleRow(
    String name,
    String description,
    String size,
    boolean shipped,
    @Nullable String origin,
    List<Bar> bars) {

  /**
   * @param percent of the longest bar
   * @param last whether this was the module's last source
   * @param earlier whether the time is from an earlier process
   */
  record Bar(String origin, String time, double percent, boolean last, boolean earlier) {}

  static ModuleRow of(ModuleSummary module) {
    ModuleSummary.Time last = module.last();
    double longest =
        module.times().stream().mapToDouble(ModuleSummary.Time::millis).max().orElse(1);
    String origin = last == null ? null : last.origin();
    return new ModuleRow(
        module.name(),
        module.description(),
        Units.bytes(module.size()),
        module.shipped(),
        origin,
        module.times().stream().map(time -> bar(time, longest, origin)).toList());
  }

  private static Bar bar(ModuleSummary.Time time, double longest, @Nullable String last) {
    return new Bar(
        time.origin(),
        Units.millis(time.millis()),
        longest == 0 ? 0 : 100 * time.millis() / longest,
        !time.earlier() && Objects.equals(time.origin(), last),
        time.earlier());
  }
}
