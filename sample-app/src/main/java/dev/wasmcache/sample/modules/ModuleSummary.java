package dev.wasmcache.sample.modules;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.sample.functions.FunctionInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A module as callers see it.
 *
 * @param size in bytes
 * @param last its source when it was last requested; null if it was evicted since then
 * @param loaded how it became live; null if it was live under another name
 * @param times the latest load time for each source that it has come from: the most expensive
 *     source first
 * @param functions null in a list of modules
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModuleSummary(
    String name,
    String description,
    boolean shipped,
    long size,
    @Nullable Time last,
    @Nullable Load loaded,
    List<Time> times,
    @Nullable List<FunctionInfo> functions) {

  public static ModuleSummary of(
      HostedModule module, ModuleHost host, @Nullable List<FunctionInfo> functions) {
    Load loaded = host.lastLoad(module).map(Load::of).orElse(null);
    return new ModuleSummary(
        module.name(),
        module.description(),
        module.shipped(),
        module.size(),
        host.lastAccess(module)
            .map(access -> Time.of(access.source(), access.elapsed()))
            .orElse(null),
        loaded,
        times(host.times(module), loaded),
        functions);
  }

  private static List<Time> times(Map<Source, Duration> seen, @Nullable Load loaded) {
    List<Time> times = new ArrayList<>();
    if (!seen.containsKey(Source.COMPILED) && loaded != null && loaded.compileMillis() > 0) {
      times.add(new Time(Source.COMPILED.id(), loaded.compileMillis(), true));
    }
    seen.forEach((source, elapsed) -> times.add(Time.of(source, elapsed)));
    return times;
  }

  /**
   * How long it took to get the module from one source.
   *
   * @param origin compiled, shared, disk, memory or live
   * @param earlier whether the time is from an earlier process, as its compiled entry states
   */
  public record Time(
      String origin, double millis, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean earlier) {

    static Time of(Source source, Duration elapsed) {
      return new Time(source.id(), Millis.of(elapsed), false);
    }
  }

  /**
   * How the module became live.
   *
   * @param origin compiled, shared, disk or memory
   * @param compileMillis how long it takes, or took once, to compile
   */
  public record Load(String origin, double millis, double compileMillis) {

    static Load of(ModuleLoad load) {
      return new Load(load.origin().id(), Millis.of(load.elapsed()), Millis.of(load.compileTime()));
    }
  }
}
