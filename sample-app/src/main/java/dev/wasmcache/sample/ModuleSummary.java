package dev.wasmcache.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module as callers see it.
 *
 * @param size in bytes
 * @param last where it came from the last time it was asked for
 * @param loaded how it became live; null if it was live under another name
 * @param functions null in a list of modules
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModuleSummary(
    String name,
    String description,
    boolean shipped,
    long size,
    @Nullable Source last,
    @Nullable Load loaded,
    @Nullable List<FunctionInfo> functions) {

  static ModuleSummary of(
      HostedModule module, ModuleHost host, @Nullable List<FunctionInfo> functions) {
    return new ModuleSummary(
        module.name(),
        module.description(),
        module.shipped(),
        module.size(),
        host.lastAccess(module).map(Source::of).orElse(null),
        host.lastLoad(module).map(Load::of).orElse(null),
        functions);
  }

  /**
   * @param origin compiled, disk, shared or memory
   */
  record Source(String origin, double millis) {

    static Source of(ModuleHost.Access access) {
      return new Source(access.origin().id(), Millis.of(access.elapsed()));
    }
  }

  /**
   * @param compileMillis what it takes, or took once, to compile
   */
  record Load(String origin, double millis, double compileMillis) {

    static Load of(ModuleLoad load) {
      Origin origin = load.origin();
      return new Load(origin.id(), Millis.of(load.elapsed()), Millis.of(load.compileTime()));
    }
  }
}
