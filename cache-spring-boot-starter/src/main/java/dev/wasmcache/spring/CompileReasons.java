package dev.wasmcache.spring;

import dev.wasmcache.CompileEvent;
import dev.wasmcache.MissReason;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts why modules were compiled. */
final class CompileReasons {

  private CompileReasons() {}

  /**
   * Answers ": 2 never-seen, 1 engine-changed", the most frequent first; empty if nothing was
   * compiled, or nothing is known of it.
   *
   * @param recent what was compiled lately, failures included
   * @param compilations how many compiles there were in all, which may be more
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
