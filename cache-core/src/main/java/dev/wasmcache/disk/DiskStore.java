package dev.wasmcache.disk;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Eviction;
import dev.wasmcache.Lease;
import dev.wasmcache.StoreUsage;
import dev.wasmcache.StoredEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Entries in a directory that several processes may share. Readers see a whole entry or none; what
 * was put survives a crash and a power cut, but for the very last entry.
 *
 * <p>Safe for concurrent use, without a coordinator between processes. Whoever can write the
 * directory can run code in this process, so it belongs to this user alone; one that does not is
 * refused. Least recently used entries are deleted in the background; to open a directory costs the
 * same however many entries it has.
 */
public final class DiskStore implements ArtifactStore {

  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DirectoryWatch watch;
  private final Path directory;
  private final DiskLayout layout;
  private final NoteFiles notes;
  private final EvictionLog evictions;
  private final long maximumBytes;
  private final FreeSpace freeSpace;
  private final Recency recency;
  private final DiskUsage usage = new DiskUsage();
  private final Collector collector;
  private final CollectorSchedule schedule;
  private final DiskWrites writes;
  private final InstantSource clock;

  private DiskStore(Builder settings) {
    this.files = settings.files;
    this.clock = settings.clock;
    DirectoryTrust trust =
        new DirectoryTrust(files, settings.directory, settings.parentsAreTrusted);
    this.trusted = new TrustedFiles(files, Ownership.ofUser(), "wasm.cache.disk.directory");
    CacheDirectory cacheDirectory = new CacheDirectory(files, trusted, trust, settings.directory);
    CacheDirectory.Opened opened = cacheDirectory.open();
    this.directory = opened.path();
    this.layout = new DiskLayout(directory);
    this.watch = new DirectoryWatch(files, trusted, trust, cacheDirectory, layout, usage, opened);
    this.notes = new NoteFiles(trusted, layout);
    this.evictions = new EvictionLog(files, trusted, layout, settings.maximumBytes);
    this.maximumBytes = settings.maximumBytes;
    this.freeSpace = new FreeSpace(files, directory, settings.minimumFreeBytes);
    this.recency = new Recency(files, settings.clock);
    this.collector =
        new Collector(
            files,
            new CollectorLock(files, trusted, layout),
            layout,
            new EvictionPolicy(maximumBytes, settings.maximumIdle),
            freeSpace,
            recency,
            usage,
            evictions,
            settings.clock);
    this.schedule = new CollectorSchedule(collector, settings.threads);
    this.writes =
        new DiskWrites(
            files, trusted, layout, watch, maximumBytes, freeSpace, recency, usage, schedule);
  }

  /**
   * Starts a store over a directory, which is created if it is missing, for its owner alone. It
   * should be on a local file system, and not the system's temporary directory.
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** Answers the real path of the directory. */
  public Path directory() {
    return directory;
  }

  /** Answers how many bytes this process can still write on the volume. */
  public long usableSpace() {
    return freeSpace.usable();
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    StoredEntry entry = open(key);
    if (entry instanceof OpenedFile file) {
      recency.served(key);
      FileTime used = recency.used(layout.entry(key), file.attributes());
      if (used != null) {
        file.used(used);
      }
    }
    return Optional.ofNullable(entry);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return Optional.ofNullable(open(key));
  }

  private @Nullable StoredEntry open(CacheKey key) throws IOException {
    Path path = layout.entry(key);
    try {
      watch.checkRoot();
      try {
        return OpenedFile.open(files, trusted, path, usage);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (FileSystemException e) {
        // Over a network, the file may have been replaced since its name was looked up.
        return OpenedFile.open(files, trusted, path, usage);
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (RefusedFileException e) {
      return RefusedEntry.of(files, trusted, path, e, usage);
    }
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    writes.put(key, content);
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    Path path = layout.entry(key);
    try {
      watch.check(key);
      long size = files.attributes(path).size();
      files.delete(path);
      usage.removed(size);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Takes the lock of a file: the system gives it back when this process dies, and for as long as
   * it lives the others wait no longer than they want to.
   */
  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    Path file = layout.lease(key);
    Optional<Closeable> lock =
        watch.inFolder(key, () -> Optional.ofNullable(trusted.tryLock(file)));
    return lock.map(taken -> new FileLease(files, file, taken));
  }

  @Override
  public Optional<byte[]> note(CacheKey key) throws IOException {
    try {
      watch.checkRoot();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return notes.read(key);
  }

  @Override
  public void putNote(CacheKey key, byte[] note) throws IOException {
    writes.putNote(key, note);
  }

  @Override
  public Optional<Eviction> eviction(CacheKey key) {
    return evictions.find(key, clock.instant());
  }

  @Override
  public StoreUsage usage() {
    // Who wants to know is who needs the scan; a process that only reads does without a thread.
    schedule.start();
    return usage.snapshot(maximumBytes);
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    return new KeyListing(files, layout).list(after, limit);
  }

  /**
   * Scans the directory now and deletes what is over the limits, as the background does by itself.
   *
   * @return false if another process is at it
   * @throws IOException if the directory cannot be read
   */
  public boolean collect() throws IOException {
    return collector.collect();
  }

  /**
   * Ends the background. If this process has written past the limit, or no process has collected
   * for an hour and the directory is over it, it is collected first: processes that live for
   * seconds only would otherwise fill it without end.
   */
  @Override
  public void close() {
    if (schedule.close() && usage.hasWritten()) {
      collectAtTheEnd();
    }
  }

  private void collectAtTheEnd() {
    try {
      if (usage.isKnown() ? usage.bytes() > maximumBytes : collector.isOverdue()) {
        boolean unused = collector.collect();
      }
    } catch (IOException | RuntimeException e) {
      DiskLog.LOG.debug("Wasm cache: {} is not collected at the end", directory, e);
    }
  }

  /** Sets how a store keeps its entries. Not safe for concurrent use. */
  public static final class Builder {

    /** The default of {@link #maximumBytes}: 2 GB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 2L * 1024 * 1024 * 1024;

    /** The default of {@link #minimumFreeBytes}: 100 MB. */
    public static final long DEFAULT_MINIMUM_FREE_BYTES = 100L * 1024 * 1024;

    /** The default of {@link #maximumIdle}: 30 days. */
    public static final Duration DEFAULT_MAXIMUM_IDLE = Duration.ofDays(30);

    private final Path directory;
    private long maximumBytes = DEFAULT_MAXIMUM_BYTES;
    private long minimumFreeBytes = DEFAULT_MINIMUM_FREE_BYTES;
    private Duration maximumIdle = DEFAULT_MAXIMUM_IDLE;
    private InstantSource clock = InstantSource.system();
    private @Nullable ThreadFactory threads;
    private boolean parentsAreTrusted;
    private FileCalls files = new SystemFileCalls();

    private Builder(Path directory) {
      this.directory = directory;
    }

    /**
     * Sets what the directory may take on its volume, in bytes: entries, notes, files of writes and
     * compiles, the list of evictions, and the folders, each in whole blocks. It is kept by the
     * background: for some seconds there may be more. Default: {@value #DEFAULT_MAXIMUM_BYTES}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maximumBytes(long maximumBytes) {
      if (maximumBytes <= 0) {
        throw new IllegalArgumentException(
            "The size of the disk tier is positive: " + maximumBytes);
      }
      this.maximumBytes = maximumBytes;
      return this;
    }

    /**
     * Sets how long an entry is kept that nobody uses, as against the latest use of any entry.
     * Default: 30 days.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maximumIdle(Duration maximumIdle) {
      if (maximumIdle.isNegative() || maximumIdle.isZero()) {
        throw new IllegalArgumentException("The time to keep an entry is positive: " + maximumIdle);
      }
      this.maximumIdle = maximumIdle;
      return this;
    }

    /**
     * Sets how many bytes of the volume are left to others: below that nothing is written, and
     * entries are deleted. Default: {@value #DEFAULT_MINIMUM_FREE_BYTES}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder minimumFreeBytes(long minimumFreeBytes) {
      if (minimumFreeBytes < 0) {
        throw new IllegalArgumentException(
            "The space to leave free is not negative: " + minimumFreeBytes);
      }
      this.minimumFreeBytes = minimumFreeBytes;
      return this;
    }

    /** Sets the clock against which ages are measured. Default: the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** Sets what makes the one thread of the background. Default: daemon platform threads. */
    public Builder threads(ThreadFactory threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Trusts the directories above: by default, one in which everybody can rename is refused, since
     * another directory could be put in the place of the cache's. For a volume that only this
     * container reaches. Default: they are checked.
     */
    public Builder trustParents() {
      this.parentsAreTrusted = true;
      return this;
    }

    /** Sets who calls the file system, for a test that makes the calls fail. */
    Builder files(FileCalls files) {
      this.files = files;
      return this;
    }

    /**
     * Opens the directory. One on a read-only volume serves what it holds.
     *
     * @throws CacheDirectoryException if it cannot be used, is owned by another user, or others can
     *     write it, or can rename in one above it
     */
    public DiskStore build() {
      return new DiskStore(this);
    }
  }
}
