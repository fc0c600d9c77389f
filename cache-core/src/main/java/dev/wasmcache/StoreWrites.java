package dev.wasmcache;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Stores entries in a tier, if the tier may be changed, or drops them; counts both. */
final class StoreWrites {

  private final TierStore store;
  private final EntryReader reader;
  private final Integrity integrity;
  private final long maximumEntryBytes;
  private final InstantSource clock;
  private final CacheInterceptor interceptor;
  private final boolean allowed;
  private final OutcomeCounters writes = new OutcomeCounters();

  StoreWrites(
      TierStore store,
      EntryReader reader,
      CompilationCacheBuilder settings,
      CacheInterceptor interceptor,
      boolean allowed) {
    this.store = store;
    this.reader = reader;
    this.integrity = settings.integrity();
    this.maximumEntryBytes = settings.maximumEntryBytes();
    this.clock = settings.clock();
    this.interceptor = interceptor;
    this.allowed = allowed;
  }

  Outcome put(CacheKey key, Artifact artifact, WaitBudget waits) {
    TierCalls.Progress progress = new TierCalls.Progress();
    Callable<Void> write =
        () -> {
          if (artifact.size() > maximumEntryBytes) {
            throw new StoreException(
                Outcome.TOO_LARGE,
                "it has " + artifact.size() + " bytes; the limit is " + maximumEntryBytes,
                GoverningProperty.MAXIMUM_ENTRY_SIZE);
          }
          store.unguarded().put(key, new CountedContent(content(key, artifact), progress));
          return null;
        };
    if (artifact.inMemory()) {
      boolean sealed = artifact.sealedHeader(key).isPresent();
      return writing(key, waits, progress, sealed || integrity.canWrite(), write);
    } else {
      // Its stream is the caller's, who may close it as soon as this returns.
      return counted(key, integrity.canWrite(), () -> store.guard().writeHere(waits, write));
    }
  }

  private EntryContent content(CacheKey key, Artifact artifact) {
    Optional<byte[]> sealed = artifact.sealedHeader(key);
    return sealed.isPresent()
        ? new SealedEntry(sealed.get(), artifact)
        : new EntryWriter(key, artifact, integrity, clock.instant());
  }

  /** Stores what another tier has stored, without reading it into memory. */
  Outcome copy(CacheKey key, TierStore from, WaitBudget waits) {
    TierCalls.Progress progress = new TierCalls.Progress();
    return writing(
        key,
        waits,
        progress,
        true,
        () -> {
          Optional<StoredEntry> found = from.unguarded().get(key);
          if (found.isEmpty()) {
            throw new StoreException(
                Outcome.SKIPPED, "the " + from.tier().id() + " tier did not store it");
          }
          try (StoredEntry entry = found.get()) {
            store.unguarded().put(key, new CountedContent(new EntryCopy(entry), progress));
          }
          return null;
        });
  }

  /** Verifies an entry of an archive, and stores it unchanged. */
  Outcome restore(CacheKey key, byte[] stored) {
    Artifact artifact;
    try {
      artifact = reader.read(key, stored);
    } catch (BadEntryException e) {
      return store.failed("import", key, e);
    }
    return put(key, artifact, WaitBudget.unlimited());
  }

  private Outcome writing(
      CacheKey key,
      WaitBudget waits,
      TierCalls.Progress progress,
      boolean canWrite,
      Callable<Void> write) {
    return counted(key, canWrite, () -> store.guard().write(waits, progress, write));
  }

  private Outcome counted(CacheKey key, boolean canWrite, Callable<Void> write) {
    if (!allowed || !canWrite) {
      // As configured, so the log need not say so each time.
      writes.add(Outcome.SKIPPED);
      return Outcome.SKIPPED;
    }
    return interceptor.aroundWrite(store.tier(), key, () -> write(key, write));
  }

  private Outcome write(CacheKey key, Callable<Void> write) {
    Outcome outcome = Outcome.STORED;
    try {
      write.call();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      outcome = store.failed("write", key, e);
    }
    writes.add(outcome);
    return outcome;
  }

  Map<Outcome, Long> outcomes() {
    return writes.snapshot();
  }
}
