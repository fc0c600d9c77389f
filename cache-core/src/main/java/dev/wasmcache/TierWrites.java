package dev.wasmcache;

import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.EnumCounters;
import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryBytes;
import dev.wasmcache.internal.entry.EntryCopy;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.internal.entry.EntryWriter;
import dev.wasmcache.internal.entry.SealedEntry;
import dev.wasmcache.internal.guard.CountedContent;
import dev.wasmcache.internal.guard.Progress;
import dev.wasmcache.internal.guard.Uploads;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/** Stores and deletes entries of a tier, if the tier may be changed, and counts both. */
final class TierWrites {

  private final StoreTier store;
  private final EntryReader reader;
  private final Integrity integrity;
  private final long maximumEntryBytes;
  private final InstantSource clock;
  private final CacheInterceptor interceptor;
  private final TierAccess access;
  private final CacheMode mode;
  private final LongAdder deletions = new LongAdder();
  private final LongAdder failedDeletions = new LongAdder();
  private final EnumCounters<Outcome> writes = new EnumCounters<>(Outcome.class);

  TierWrites(
      StoreTier store,
      EntryReader reader,
      long maximumEntryBytes,
      CompilationCacheBuilder settings,
      CacheInterceptor interceptor) {
    this.store = store;
    this.reader = reader;
    this.integrity = settings.integrity();
    this.maximumEntryBytes = maximumEntryBytes;
    this.clock = settings.clock();
    this.interceptor = interceptor;
    this.access = settings.access(store.tier());
    this.mode = settings.mode();
  }

  Outcome put(CacheKey key, Artifact artifact, WaitBudget waits) {
    boolean canWrite = artifact.sealedHeader(key).isPresent() || integrity.canWrite();
    return counted(key, canWrite, () -> write(key, artifact, waits));
  }

  private Void write(CacheKey key, Artifact artifact, WaitBudget waits) throws Exception {
    requireWithinLimit(artifact.size());
    Uploads uploads = store.uploads();
    if (uploads != null) {
      uploads.put(key, content(key, artifact));
      return null;
    }
    if (artifact.inMemory()) {
      Progress progress = new Progress();
      return store
          .guard()
          .write(
              waits,
              progress,
              () -> stored(key, new CountedContent(content(key, artifact), progress)));
    }
    // Its stream belongs to the caller, which may close it as soon as this returns.
    return store.guard().writeHere(waits, () -> stored(key, content(key, artifact)));
  }

  private Void stored(CacheKey key, EntryContent content) throws IOException {
    store.unguarded().put(key, content);
    return null;
  }

  private void requireWithinLimit(long size) throws StoreException {
    if (size > maximumEntryBytes) {
      throw new StoreException(
          Outcome.TOO_LARGE, "it has " + size + " bytes; the limit is " + maximumEntryBytes);
    }
  }

  private EntryContent content(CacheKey key, Artifact artifact) {
    Optional<byte[]> sealed = artifact.sealedHeader(key);
    if (sealed.isPresent()) {
      return new SealedEntry(
          sealed.get(), artifact.array(), artifact.offset(), (int) artifact.size());
    }
    EntryHeader header =
        EntryHeader.undigested(
            key,
            artifact.size(),
            artifact.compileTime(),
            clock.instant(),
            artifact.fingerprint().orElse(null));
    Authenticator authenticator = integrity.authenticator();
    return artifact.inMemory()
        ? EntryWriter.ofArray(header, artifact.array(), artifact.offset(), authenticator)
        : EntryWriter.ofStream(header, artifact::openStream, authenticator);
  }

  /** Stores what another tier has stored, without reading it into memory if this is a file. */
  Outcome copy(CacheKey key, StoreTier from, WaitBudget waits) {
    return counted(key, true, () -> copied(key, from, waits));
  }

  private Void copied(CacheKey key, StoreTier from, WaitBudget waits) throws Exception {
    Progress progress = new Progress();
    Uploads uploads = store.uploads();
    if (uploads == null) {
      return store.guard().write(waits, progress, () -> copied(key, from, progress));
    }
    EntryBytes bytes = from.guard().read(waits, progress, () -> bytesIn(from, key, progress));
    uploads.put(key, bytes);
    return null;
  }

  private Void copied(CacheKey key, StoreTier from, Progress progress) throws IOException {
    try (StoredEntry entry = opened(from, key)) {
      return stored(key, new CountedContent(new EntryCopy(entry), progress));
    }
  }

  private EntryBytes bytesIn(StoreTier from, CacheKey key, Progress progress) throws IOException {
    try (StoredEntry entry = opened(from, key)) {
      // This tier's limit is checked first: nothing is allocated for what it would not take.
      requireWithinLimit(entry.size() - EntryHeader.MAXIMUM_SIZE);
      return EntryBytes.of(new CountedContent(new EntryCopy(entry), progress), entry.size());
    }
  }

  private static StoredEntry opened(StoreTier from, CacheKey key) throws IOException {
    return from.unguarded()
        .get(key)
        .orElseThrow(
            () ->
                new StoreException(
                    Outcome.SKIPPED, "the " + from.tier().id() + " tier did not store it"));
  }

  /** Verifies an entry of an archive, and stores it unchanged. */
  Outcome restore(CacheKey key, byte[] stored) {
    Artifact artifact;
    try {
      artifact = Artifact.of(reader.read(key, stored));
    } catch (BadEntryException e) {
      return store.failed("import", key, e);
    }
    return put(key, artifact, WaitBudget.unlimited());
  }

  private Outcome counted(CacheKey key, boolean canWrite, Callable<Void> write) {
    if (!areAllowed() || !canWrite) {
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

  /** Whether entries are stored and deleted here. */
  boolean areAllowed() {
    return access == TierAccess.READ_WRITE && mode != CacheMode.READ_ONLY;
  }

  /**
   * Deletes an entry; does nothing in a tier that is itself read-only.
   *
   * @throws IOException if the store failed, whatever it threw, or the mode forbids it
   */
  void delete(CacheKey key) throws IOException {
    Uploads uploads = store.uploads();
    if (uploads != null && areAllowed()) {
      // Not for a request: it would wait for an upload beyond its budget.
      uploads.drop(key);
    }
    delete(key, WaitBudget.unlimited());
  }

  private void delete(CacheKey key, WaitBudget waits) throws IOException {
    if (!areAllowed()) {
      if (access == TierAccess.READ_WRITE) {
        throw new IOException(
            "The "
                + store.tier().id()
                + " tier is not changed in mode '"
                + mode.id()
                + "' (see "
                + store.name(Setting.MODE)
                + ")");
      }
      return;
    }
    try {
      if (store.guard().delete(waits, () -> store.unguarded().delete(key))) {
        deletions.increment();
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failedDeletions.increment();
      throw new IOException("The " + store.tier().id() + " tier could not delete " + key, e);
    }
  }

  /** Deletes an entry that is of no use, if that can be done. */
  void reject(CacheKey key, WaitBudget waits) {
    if (!areAllowed()) {
      return;
    }
    try {
      delete(key, waits);
    } catch (IOException e) {
      Outcome unused = store.failed("delete", key, e);
    }
  }

  /**
   * Deletes a bad entry unless it is to be kept. The entry is already closed: some systems cannot
   * delete an open file.
   */
  void discard(StoredEntry entry, BadEntryException reason) {
    if (!reason.leftAlone()) {
      discardUnread(entry, reason);
    }
  }

  /** Deletes an entry that its store does not let be read. */
  void discardUnread(StoredEntry entry, IOException reason) {
    if (!areAllowed()) {
      return;
    }
    try {
      if (entry.discard()) {
        deletions.increment();
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failedDeletions.increment();
      reason.addSuppressed(e);
    }
  }

  long deletions() {
    return deletions.sum();
  }

  long failedDeletions() {
    return failedDeletions.sum();
  }

  Map<Outcome, Long> outcomes() {
    return writes.snapshot();
  }
}
