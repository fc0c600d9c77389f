package dev.wasmcache;

import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.CompileEvent;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.SafeInterceptor;
import dev.wasmcache.internal.SafeListener;
import dev.wasmcache.internal.compile.SingleFlight;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The cache over its tiers: one compile per key, the reason for it, and the storing of its result.
 */
final class TieredCache implements CompilationCache {

  // An artifact that is requested again so soon after it was evicted should not have been evicted.
  private static final Duration THRASH = Duration.ofDays(1);

  // Clocks of hosts that share a store may differ by so much.
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final CacheMode mode;
  private final String modeSetting;
  private final InstantSource clock;
  private final CacheListener listener;
  private final TierStack tiers;
  private final Misses misses;
  private final SingleFlight<CacheKey, TierStack.Found> flights = new SingleFlight<>();
  private final Compilation compilation;
  private final LongAdder thrash = new LongAdder();
  private final TierStack.Keep keepOfLoaded;
  private final Duration compileWait;
  private final long maximumWaitNanos;
  private final boolean signs;
  // Null unless hits are verified: then they cost nothing more.
  private final @Nullable ShadowVerification verification;

  TieredCache(CompilationCacheBuilder settings) {
    mode = settings.mode();
    modeSetting = settings.settingNames().apply(Setting.MODE);
    clock = settings.clock();
    listener = new SafeListener(settings.listeners());
    CacheInterceptor interceptor = new SafeInterceptor(settings.interceptors());
    tiers = TierStack.of(settings, listener, interceptor);
    misses = new Misses(tiers, clock);
    compilation = new Compilation(settings, listener, interceptor);
    // Processes that cannot store what they compile would wait for each other in vain. Those that
    // never compile wait for the one that downloads.
    signs = settings.integrity().canWrite();
    boolean waits = signs || mode == CacheMode.REQUIRED;
    compileWait = waits ? settings.maximumCompileWait() : Duration.ZERO;
    maximumWaitNanos = settings.maximumCompileWait().toNanos();
    // The bytes of a live module are not kept in memory as well, if this host has them in a file:
    // they would save less than a hundredth of the time to load it again.
    keepOfLoaded = tiers.haveFiles() ? TierStack.Keep.IN_STORES_ONLY : TierStack.Keep.IN_MEMORY;
    verification =
        settings.verifiedHits() > 0 ? new ShadowVerification(settings, tiers, compilation) : null;
    tiers.prepare();
  }

  @Override
  public Optional<Artifact> get(CacheKey key) {
    Trail trail = new Trail(tiers.newWaits());
    TierStack.Found found = tiers.find(key, Identity.INSTANCE, TierStack.Keep.IN_MEMORY, trail);
    journal(key, trail);
    return found == null ? Optional.empty() : Optional.of(found.artifact());
  }

  @Override
  public void put(CacheKey key, Artifact artifact) {
    tiers.put(key, artifact);
  }

  @Override
  public void delete(CacheKey key) {
    List<IOException> failures = tiers.delete(key);
    Instant now = clock.instant();
    misses.journal(
        key,
        new MissReason(
            MissReason.Kind.GONE,
            "deleted by request at " + now,
            Optional.empty(),
            Optional.of(now)));
    throwFirst(failures);
  }

  @Override
  public Artifact getOrCompile(CompileRequest request, ArtifactCompiler compiler) {
    return load(request, compiler, Identity.INSTANCE, TierStack.Keep.IN_MEMORY);
  }

  @Override
  public <T> T getOrCompile(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader) {
    return load(request, compiler, loader, keepOfLoaded);
  }

  private <T> T load(
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<T> loader,
      TierStack.Keep keep) {
    CacheKey key = request.key();
    WaitBudget waits = tiers.newWaits(request, maximumWaitNanos);
    while (true) {
      TieredLoad<T> load = new TieredLoad<>(this, request, compiler, loader, keep, waits);
      TierStack.Found found = flights.fly(key, load).value();
      if (load.loaded()) {
        if (verification != null) {
          verification.served(request, compiler, found);
        }
        return load.result();
      }
      // Another thread found it.
      if (found.origin() == Origin.COMPILED) {
        return loader.load(found.artifact(), found.origin());
      }
      try {
        return loader.load(found.artifact(), found.origin());
      } catch (RuntimeException | LinkageError e) {
        tiers.reject(key, found.origin(), e, new Trail(waits));
      }
    }
  }

  /**
   * Finds the artifact or compiles it: the work of the thread that leads the flight for its key.
   */
  TierStack.Found findOrCompile(
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<?> loader,
      TierStack.Keep keep,
      WaitBudget waits) {
    Trail trail = new Trail(waits);
    CacheKey key = request.key();
    TierStack.Found found = tiers.findOnHost(key, loader, keep, trail);
    if (found != null) {
      journal(key, trail);
      return found;
    }
    Misses.Inquiry inquiry = misses.inquire(request, waits);
    try (SharedFlight flight = new SharedFlight(tiers, request, inquiry, compileWait, waits)) {
      if (tiers.shared() != null) {
        TierStack.Found shared = downloadOnce(key, flight, loader, keep, trail);
        if (shared != null) {
          return shared;
        }
      }
      if (mode == CacheMode.REQUIRED) {
        MissReason reason = inquiry.explain(trail);
        listener.onMiss(request, reason);
        throw new CompiledModuleRequiredException(request, reason, modeSetting);
      }
      TierStack.Found elsewhere = awaitCompile(flight, loader, keep);
      if (elsewhere != null) {
        return elsewhere;
      }
      // Not before: another process may have delivered it.
      MissReason reason = inquiry.explain(trail);
      listener.onMiss(request, reason);
      TierStack.Found compiled = compile(request, compiler, loader, keep, reason, trail);
      flight.leave(inquiry.note());
      return compiled;
    }
  }

  /** Asks the tier that hosts share: one process of this host does, and the others wait for it. */
  private TierStack.@Nullable Found downloadOnce(
      CacheKey key,
      SharedFlight flight,
      ArtifactLoader<?> loader,
      TierStack.Keep keep,
      Trail trail) {
    TierStack.Found elsewhere = flight.awaitHost(loader, keep);
    if (elsewhere != null) {
      return elsewhere;
    }
    TierStack.Found found = tiers.findShared(key, loader, keep, trail);
    if (found != null) {
      journal(key, trail);
    }
    return found;
  }

  /** Waits for another process, of this host or of the fleet, that compiles. */
  private TierStack.@Nullable Found awaitCompile(
      SharedFlight flight, ArtifactLoader<?> loader, TierStack.Keep keep) {
    return tiers.shared() == null
        ? flight.awaitHost(loader, keep)
        : flight.awaitFleet(loader, keep);
  }

  /** Remembers a bad entry that was found by a request that does not compile. */
  private void journal(CacheKey key, Trail trail) {
    if (!trail.steps().isEmpty()) {
      misses.journal(key, trail);
    }
  }

  private TierStack.Found compile(
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<?> loader,
      TierStack.Keep keep,
      MissReason reason,
      Trail trail) {
    Instant began = clock.instant();
    if (evictedTooSoon(reason, began)) {
      thrash.increment();
    }
    long start = System.nanoTime();
    boolean succeeded = false;
    try {
      Artifact artifact = compilation.compile(request, compiler, reason);
      // Loaded before it is stored: what does not load here would not load elsewhere.
      loader.load(artifact, Origin.COMPILED);
      succeeded = true;
      if (signs) {
        tiers.removeUnusable(request.key(), trail);
      }
      tiers.store(request.key(), artifact, keep, trail.waits());
      return new TierStack.Found(artifact, Origin.COMPILED);
    } finally {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      misses.compiled(event(request, began, elapsed, reason, succeeded));
    }
  }

  private static CompileEvent event(
      CompileRequest request,
      Instant began,
      Duration elapsed,
      MissReason reason,
      boolean succeeded) {
    return new CompileEvent(
        request.key(),
        request.name(),
        request.size(),
        request.fingerprint(),
        began,
        elapsed,
        reason,
        succeeded);
  }

  /** An eviction that is dated ahead is of a clock that was wrong, and may be long ago. */
  static boolean evictedTooSoon(MissReason reason, Instant now) {
    return reason.kind() == MissReason.Kind.EVICTED
        && reason
            .at()
            .filter(at -> !at.isAfter(now.plus(SKEW)) && at.plus(THRASH).isAfter(now))
            .isPresent();
  }

  @Override
  public CacheStats stats() {
    return compilation.stats(
        tiers.stats(),
        tiers.savedNanos(),
        thrash.sum(),
        verification == null ? Map.of() : verification.outcomes());
  }

  @Override
  public CacheAdmin admin() {
    // Not before an operator asks: a hit needs none of its classes.
    return new TieredAdmin(mode, tiers, misses);
  }

  static void throwFirst(List<IOException> failures) {
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw new UncheckedIOException(first.getMessage(), first);
    }
  }

  @Override
  public void close() {
    if (verification != null) {
      verification.close();
    }
    compilation.close();
    tiers.close();
  }

  /** For callers that want the artifact itself. */
  private enum Identity implements ArtifactLoader<Artifact> {
    INSTANCE;

    @Override
    public Artifact load(Artifact artifact, Origin origin) {
      return artifact;
    }
  }
}
