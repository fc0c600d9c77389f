package dev.wasmcache;

import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.RepeatedWarnings;
import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.EntryPacker;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.internal.guard.Failures;
import dev.wasmcache.internal.guard.Guard;
import dev.wasmcache.internal.guard.GuardLimits;
import dev.wasmcache.internal.guard.Progress;
import dev.wasmcache.internal.guard.Uploads;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tier over an {@link ArtifactStore}. Reads, writes and hints run within its guard, and a failure
 * of the store never reaches the caller: it is counted, and logged with what failed.
 */
final class StoreTier implements CacheTier {

  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(2);
  private static final Duration AT_LEAST_TO_CLOSE = Duration.ofMillis(200);

  // Keys are digests: none is this one.
  private static final CacheKey PROBE_KEY = CacheKey.of(new byte[CacheKey.LENGTH]);
  private static final Duration PROBE_LEASE = Duration.ofSeconds(1);

  private final Tier tier;
  private final boolean onThisHost;
  private final ArtifactStore store;
  private final Guard guard;
  private final Function<Setting, String> settingNames;
  // Null for files, which are written while the request waits: that costs milliseconds.
  private final @Nullable Uploads uploads;
  private final Duration timeToClose;
  private final Duration atLeastToClose;
  private final RepeatedWarnings warnings = new RepeatedWarnings();
  private final TierReads reads;
  private final TierWrites writes;
  private final TierHints hints;
  private final boolean writable;

  /**
   * @param tiersAfter how many stores are asked after this one
   */
  StoreTier(
      Tier tier,
      ArtifactStore store,
      CompilationCacheBuilder settings,
      int tiersAfter,
      CacheListener listener,
      CacheInterceptor interceptor) {
    this.tier = tier;
    this.store = store;
    this.settingNames = settings.settingNames();
    this.onThisHost = tier != Tier.SHARED;
    Authenticator authenticator = settings.integrity().authenticator();
    long maximumBytes = settings.maximumEntryBytes();
    EntryReader reader;
    if (onThisHost) {
      GuardLimits limits = GuardLimits.ofFiles(settings.timeout());
      this.guard = new Guard(tier, limits, tiersAfter, settings.threads());
      this.uploads = null;
      this.timeToClose = TIME_TO_CLOSE;
      this.atLeastToClose = AT_LEAST_TO_CLOSE;
      reader = new EntryReader(authenticator, maximumBytes);
    } else {
      SharedTier shared = settings.shared();
      this.guard = new Guard(tier, shared.limits(), tiersAfter, settings.threads());
      this.uploads =
          new Uploads(
              store, guard, shared.uploads(), new EntryPacker(authenticator), settings.threads());
      this.timeToClose = shared.uploads().closeTimeout();
      this.atLeastToClose = timeToClose;
      maximumBytes = Math.min(shared.maximumEntryBytes(), maximumBytes);
      reader = EntryReader.ofNetwork(authenticator, maximumBytes);
    }
    this.writes = new TierWrites(this, reader, maximumBytes, settings, interceptor);
    this.reads = new TierReads(this, reader, writes, listener, interceptor);
    this.hints = new TierHints(this);
    this.writable = writes.areAllowed();
    Failures.prepare(tier, settingNames);
  }

  @Override
  public Tier tier() {
    return tier;
  }

  /** Returns the store itself, for code that runs within a guarded call. */
  ArtifactStore unguarded() {
    return store;
  }

  Guard guard() {
    return guard;
  }

  /** Returns what stores entries in the background; null if they are stored at once. */
  @Nullable Uploads uploads() {
    return uploads;
  }

  /** Returns what the store does besides storing entries. */
  TierHints hints() {
    return hints;
  }

  /** Whether its entries are in a directory of this host. */
  boolean onThisHost() {
    return onThisHost;
  }

  /** Whether the cache fills it. A tier that came filled is only read. */
  boolean isFilledByCache() {
    return tier != Tier.LAYER;
  }

  /**
   * Whether the first of several writers of an entry wins, so that an unusable one must go first.
   */
  boolean keepsFirstWrite() {
    return tier == Tier.SHARED;
  }

  /** Whether entries are stored and deleted here. */
  boolean isWritable() {
    return writable;
  }

  /** Whether it is paused: it has failed, and optional calls are skipped. */
  boolean isPaused() {
    return guard.isPaused();
  }

  /** Returns what a call may take by itself, in nanoseconds; 0 if for as long as it takes. */
  long ownNanos() {
    return guard.ownNanos();
  }

  @Override
  public Optional<Artifact> get(CacheKey key, Trail trail) {
    return reads.get(key, trail);
  }

  /** As {@link #get}, for a caller that waits for an entry: does not count a miss. */
  TierReads.Polled poll(CacheKey key, WaitBudget waits) {
    return reads.poll(key, waits);
  }

  /** As {@link #poll}, for code that runs within a guarded call. */
  Optional<Artifact> readNow(CacheKey key, Progress progress) {
    return reads.readNow(key, progress);
  }

  /** Reads an entry to its end, counting nothing. A bad one is deleted, as by a request. */
  Outcome verify(CacheKey key) {
    return reads.verify(key);
  }

  /** Reads an entry that passes the filter, for an export: counts nothing and deletes nothing. */
  Optional<Artifact> stored(CacheKey key, Predicate<EntryInfo> filter, Trail trail) {
    return reads.stored(key, filter, trail);
  }

  @Override
  public Optional<EntryInfo> inspect(CacheKey key) {
    return reads.inspect(key);
  }

  @Override
  public void put(CacheKey key, Artifact artifact, WaitBudget waits) {
    // What came too slowly is there. Each process of a fleet would compress and send it again, and
    // the link would become even slower.
    if (onThisHost || !waits.gaveUp(tier)) {
      writes.put(key, artifact, waits);
    }
  }

  /** Stores what another tier has stored, without reading it into memory. */
  void copy(CacheKey key, StoreTier from, WaitBudget waits) {
    writes.copy(key, from, waits);
  }

  /** Verifies an entry of an archive, and stores it unchanged. */
  Outcome restore(CacheKey key, byte[] stored) {
    return writes.restore(key, stored);
  }

  @Override
  public void delete(CacheKey key) throws IOException {
    writes.delete(key);
  }

  /** Deletes an entry that is in the way of a better one, if that can be done. */
  void removeUnusable(CacheKey key, WaitBudget waits) {
    writes.reject(key, waits);
  }

  /** See {@link TierStack#keepMismatch}. */
  String keepMismatch(CacheKey key, Artifact served, Artifact compiled) {
    try {
      Optional<String> place =
          guard.write(
              WaitBudget.unlimited(),
              new Progress(),
              () -> store.keepMismatch(key, served.asByteBuffer(), compiled.asByteBuffer()));
      return place.isPresent()
          ? "Both are kept in " + place.get()
          : "Neither is kept, for lack of room";
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return "Neither is kept: " + Failures.reason(e);
    }
  }

  @Override
  public void reject(CacheKey key, WaitBudget waits) {
    reads.rejected();
    writes.reject(key, waits);
  }

  @Override
  public TierStats stats() {
    return new TierStats(
        reads.outcomes(),
        writes.outcomes(),
        writes.deletions(),
        writes.failedDeletions(),
        usage(),
        uploads == null ? guard.stats() : uploads.stats());
  }

  /** Returns the name of a setting, for messages. */
  String name(Setting setting) {
    return settingNames.apply(setting);
  }

  /** Logs a failure of any kind, and returns the outcome that is counted. */
  Outcome failed(String operation, CacheKey key, Throwable failure) {
    Outcome outcome = Failures.outcome(failure);
    try {
      warnings.warn(
          Log.LOG,
          System.nanoTime(),
          operation + outcome,
          "Wasm cache: {} of {} in the {} tier ended as {}: {} (see {})",
          operation,
          key,
          tier.id(),
          outcome.id(),
          Failures.reason(failure),
          name(Failures.setting(tier, failure)));
    } catch (LinkageError e) {
      // The log cannot be loaded now; the counters still show the failure.
    }
    return outcome;
  }

  /**
   * Returns the keys after a given one, in ascending order.
   *
   * @throws IOException if the store failed, whatever it threw
   */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    try {
      return guard.list(() -> store.keys(after, limit));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      throw new IOException("The " + tier.id() + " tier cannot list its keys", e);
    }
  }

  /** Returns what the store holds; {@link StoreUsage#UNKNOWN} if the store fails. */
  StoreUsage usage() {
    try {
      return store.usage();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      Log.LOG.debug(
          "Wasm cache: the {} tier cannot say what it holds", tier.id(), Printable.failure(e));
      return StoreUsage.UNKNOWN;
    }
  }

  /**
   * Connects to a store on a network in the background, so that its client is loaded before the
   * first request.
   */
  void prepare() {
    if (!onThisHost()) {
      guard.readInBackground(this::probeReads);
    }
  }

  /** Finds out, in the background, whether a paused store works again, if its pause is over. */
  void tryAgain() {
    guard.tryReading(this::probeReads);
    if (isWritable()) {
      guard.tryWriting(this::probeWrites);
    }
  }

  private boolean probeReads() throws IOException {
    if (onThisHost()) {
      return store.note(PROBE_KEY).isPresent();
    }
    Optional<StoredEntry> found = store.peek(PROBE_KEY);
    if (found.isPresent()) {
      found.get().close();
    }
    return found.isPresent();
  }

  /** On a network it acquires a lease, which writes wherever there are leases. */
  private boolean probeWrites() throws IOException {
    if (onThisHost()) {
      store.putNote(PROBE_KEY, new byte[0]);
      return true;
    }
    Optional<Lease> lease = store.tryLease(PROBE_KEY, PROBE_LEASE);
    if (lease.isPresent()) {
      lease.get().close();
    }
    return store.delete(PROBE_KEY);
  }

  /**
   * Waits for what is queued to be stored, for the calls that run and for the store to close, for
   * two seconds at most; on a network twice as long as its limits say.
   */
  @Override
  public void close() {
    guard.refuseRequests();
    if (uploads != null) {
      uploads.close();
    }
    long until = System.nanoTime() + timeToClose.toNanos();
    guard.close(until);
    Thread closing = closing();
    try {
      closing.start();
      await(closing, until);
    } catch (OutOfMemoryError e) {
      closeStore();
    }
    guard.abandon();
  }

  private Thread closing() {
    Thread thread = new Thread(this::closeStore, "wasm-cache-" + tier.id() + "-close");
    thread.setDaemon(true);
    return thread;
  }

  private void await(Thread closing, long until) {
    boolean interrupted = false;
    // At least a moment, if calls that hang took the rest.
    long end = Math.max(until, System.nanoTime() + atLeastToClose.toNanos());
    for (long left = 1; closing.isAlive() && left > 0; left = end - System.nanoTime()) {
      try {
        closing.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (closing.isAlive()) {
      Log.LOG.warn("Wasm cache: the {} tier takes too long to close", tier.id());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeStore() {
    try {
      store.close();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Log.LOG.warn("Wasm cache: the {} tier did not close: {}", tier.id(), Printable.text(e));
    }
  }
}
