package dev.wasmcache;

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
  private final InstantSource clock;
  private final CacheListener listener;
  private final Tiers tiers;
  private final Misses misses;
  private final SingleFlight<CacheKey, Found> flights = new SingleFlight<>();
  private final Compilation compilation;
  private final LongAdder thrash = new LongAdder();
  private final Tiers.Keep keepOfLoaded;
  private final Duration compileWait;
  private final boolean signs;

  TieredCache(CompilationCacheBuilder settings) {
    mode = settings.mode();
    clock = settings.clock();
    listener = new SafeListener(settings.listeners());
    CacheInterceptor interceptor = new SafeInterceptor(settings.interceptors());
    tiers = new Tiers(settings, listener, interceptor);
    misses = new Misses(tiers, clock);
    compilation = new Compilation(settings, listener, interceptor);
    // Processes that cannot store what they compile would wait for each other in vain.
    signs = settings.integrity().canWrite();
    compileWait = signs ? settings.maximumCompileWait() : Duration.ZERO;
    // The bytes of a live module are not kept in memory as well, if this host has them in a file:
    // they would save less than a hundredth of the time to load it again.
    keepOfLoaded = tiers.haveFiles() ? Tiers.Keep.IN_STORES_ONLY : Tiers.Keep.IN_MEMORY;
  }

  /** For code that writes and reads archives. */
  Tiers tiers() {
    return tiers;
  }

  @Override
  public CacheMode mode() {
    return mode;
  }

  @Override
  public Optional<Artifact> get(CacheKey key) {
    Trail trail = new Trail(tiers.newWaits());
    Found found = tiers.find(key, Identity.INSTANCE, Tiers.Keep.IN_MEMORY, trail);
    misses.journal(key, trail);
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
    return load(request, compiler, Identity.INSTANCE, Tiers.Keep.IN_MEMORY);
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
      Tiers.Keep keep) {
    CacheKey key = request.key();
    WaitBudget waits = tiers.newWaits();
    while (true) {
      TieredLoad<T> load = new TieredLoad<>(this, request, compiler, loader, keep, waits);
      Found found = flights.fly(key, load).value();
      if (load.loaded()) {
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
  Found findOrCompile(
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<?> loader,
      Tiers.Keep keep,
      WaitBudget waits) {
    Trail trail = new Trail(waits);
    Found found = tiers.find(request.key(), loader, keep, trail);
    if (found != null) {
      misses.journal(request.key(), trail);
      return found;
    }
    MissReason reason = misses.explain(request, trail);
    if (mode == CacheMode.REQUIRED) {
      listener.onMiss(request, reason);
      throw new CompiledModuleRequiredException(request, reason);
    }
    try (SharedFlight flight = new SharedFlight(tiers, request, compileWait, waits)) {
      Found elsewhere = flight.await(loader, keep);
      if (elsewhere != null) {
        return elsewhere;
      }
      listener.onMiss(request, reason);
      return compile(request, compiler, loader, keep, reason, trail);
    }
  }

  private Found compile(
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<?> loader,
      Tiers.Keep keep,
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
        tiers.makeRoom(request.key(), trail);
      }
      tiers.store(request.key(), artifact, keep, trail.waits());
      misses.remember(request, trail.waits());
      return new Found(artifact, Origin.COMPILED);
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
    return compilation.stats(tiers.stats(), tiers.savedNanos(), thrash.sum());
  }

  @Override
  public MissReason explain(CompileRequest request) {
    return present(request.key())
        .orElseGet(() -> misses.explain(request, new Trail(tiers.newWaits())));
  }

  @Override
  public MissReason explain(CacheKey key) {
    return present(key).orElseGet(() -> misses.explain(key, tiers.newWaits()));
  }

  private Optional<MissReason> present(CacheKey key) {
    return tiers.inspect(key).stream()
        .findFirst()
        .map(
            info ->
                new MissReason(
                    MissReason.Kind.PRESENT,
                    "it is in the " + info.tier().id() + " tier",
                    Optional.of(info.tier()),
                    info.createdAt()));
  }

  @Override
  public List<CompileEvent> recentCompiles() {
    return misses.compiles();
  }

  @Override
  public List<EntryInfo> inspect(CacheKey key) {
    return tiers.inspect(key);
  }

  @Override
  public Map<Tier, Outcome> verify(CacheKey key) {
    return tiers.verify(key);
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    return tiers.keys(after, limit);
  }

  @Override
  public void clear() {
    throwFirst(tiers.clear());
  }

  private static void throwFirst(List<IOException> failures) {
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw new UncheckedIOException(first.getMessage(), first);
    }
  }

  @Override
  public void tryPausedTiers() {
    tiers.tryPaused();
  }

  @Override
  public void close() {
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
