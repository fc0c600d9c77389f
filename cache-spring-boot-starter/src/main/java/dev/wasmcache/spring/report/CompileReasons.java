package dev.wasmcache.spring.report;

import dev.wasmcache.admin.CompileEvent;
import dev.wasmcache.stats.MissReason;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts why modules were compiled. */
final class CompileReasons {

  private CompileReasons() {}

  /**
   * Returns ": 2 never-seen, 1 engine-changed", the most frequent first. Empty if nothing was
   * compiled, or if the reasons are not known.
   *
   * @param recent the recent compiles, including failed ones
   * @param compilations the total number of compiles, which may be larger
   */
  static String summarize(List<CompileEvent> recent, long compilations) {
    Map<MissReason.Kind, Long> counts = new EnumMap<>(MissReason.Kind.class);
    recent.stream()
        .filter(CompileEvent::succeeded)
        .forEach(event -> counts.merge(event.reason().kind(), 1L, Long::sum));
    if (counts.isEmpty()) {
      return "";
    }
    String known =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .map(count -> count.getValue() + " " + count.getKey().id())
            .collect(Collectors.joining(", "));
    long others = compilations - counts.values().stream().mapToLong(Long::longValue).sum();
    return ": " + known + (others > 0 ? ", " + others + " earlier ones" : "");
  }
}
