package dev.wasmcache.spring.warmup;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/** Loads several modules at once and logs the progress. */
final class WarmUpRun {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final Function<WarmUpModule, Optional<Origin>> loader;
  private final List<WarmUpModule> modules;
  private final ApplicationStartup startup;
  private final AtomicInteger done = new AtomicInteger();

  /**
   * @param loader loads a module, and returns where it came from; empty if it did not stay live
   */
  WarmUpRun(
      Function<WarmUpModule, Optional<Origin>> loader,
      List<WarmUpModule> modules,
      ApplicationStartup startup) {
    this.loader = loader;
    this.modules = modules;
    this.startup = startup;
  }

  /**
   * Loads all modules. Returns when it has tried each of them.
   *
   * @param workers the threads that load. They continue after an interrupt of the calling thread,
   *     so the caller must shut them down
   * @return the failures
   */
  List<WarmUpFailure> load(ExecutorService workers) throws InterruptedException {
    long start = System.nanoTime();
    StartupStep step =
        startup.start("wasm.cache.warm-up").tag("modules", Integer.toString(modules.size()));
    try {
      List<WarmUpFailure> failures = await(submit(workers));
      log.info(
          "Wasm cache: warm-up loaded {} of {} modules in {} ms",
          modules.size() - failures.size(),
          modules.size(),
          since(start).toMillis());
      return failures;
    } finally {
      step.end();
    }
  }

  private List<Future<?>> submit(ExecutorService workers) {
    List<Future<?>> loads = new ArrayList<>();
    for (WarmUpModule module : modules) {
      loads.add(workers.submit(() -> load(module)));
    }
    return loads;
  }

  private List<WarmUpFailure> await(List<Future<?>> loads) throws InterruptedException {
    List<WarmUpFailure> failures = new ArrayList<>();
    for (int i = 0; i < loads.size(); i++) {
      try {
        loads.get(i).get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        failures.add(modules.get(i).failed(cause));
      }
    }
    return failures;
  }

  private void load(WarmUpModule module) {
    long start = System.nanoTime();
    StartupStep step =
        startup
            .start("wasm.cache.warm-up.module")
            .tag("module", module.name())
            .tag("location", module.location().location());
    String result = "failed";
    String text = result;
    try {
      Optional<Origin> origin = loader.apply(module);
      result = origin.map(Origin::id).orElse("loaded");
      boolean found = origin.isPresent() && origin.get() != Origin.COMPILED;
      text = found ? "from " + result : result;
    } finally {
      step.tag("result", result).end();
      log.info(
          "Wasm cache: warm-up {} of {}: '{}' {} in {} ms ({})",
          done.incrementAndGet(),
          modules.size(),
          module.name(),
          text,
          since(start).toMillis(),
          module.resource().getDescription());
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
