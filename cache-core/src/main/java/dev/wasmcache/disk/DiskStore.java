package dev.wasmcache.disk;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.StoreUsage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Entries in a directory that several processes may share. Readers see a whole entry or none.
 * Entries survive a crash and a power cut, except possibly the most recent one.
 *
 * <p>Safe for concurrent use, without a coordinator between processes. Write access to the
 * directory is enough to run code in this process, so a directory that does not belong to this user
 * alone is refused. Least recently used entries are deleted in the background. Opening a directory
 * takes the same time however many entries it has.
 */
public final class DiskStore implements ArtifactStore {

  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DirectoryWatch watch;
  private final Path directory;
  private final DiskLayout layout;
  private final NoteFiles notes;
  private final EvictionLog evictions;
  private final MismatchFiles mismatches;
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
    Ownership ownership = Ownership.ofUser();
    DirectoryTrust trust =
        new DirectoryTrust(
            files,
            ownership,
            settings.directory,
            settings.parentsAreTrusted,
            settings.settingNames);
    this.trusted = new TrustedFiles(files, ownership, Setting.DIRECTORY);
    CacheDirectory cacheDirectory = new CacheDirectory(files, trusted, trust, settings.directory);
    CacheDirectory.Opened opened = cacheDirectory.open();
    this.directory = opened.path();
    this.layout = new DiskLayout(directory);
    this.watch = new DirectoryWatch(files, trusted, trust, cacheDirectory, layout, usage, opened);
    this.notes = new NoteFiles(trusted, layout);
    this.evictions = new EvictionLog(files, trusted, layout, settings.maximumBytes);
    this.maximumBytes = settings.maximumBytes;
    this.freeSpace = new FreeSpace(files, directory, settings.minimumFreeBytes);
    this.mismatches =
        new MismatchFiles(files, trusted, cacheDirectory, layout, freeSpace, usage, maximumBytes);
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
   * Starts a store over a directory. A missing directory is created, accessible by its owner alone.
   * It should be on a local file system, and not the system's temporary directory.
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** Returns the real path of the directory. */
  public Path directory() {
    return directory;
  }

  /** Returns how many bytes this process can still write on the volume. */
  public long usableSpace() {
    return freeSpace.usable();
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    StoredEntry entry = open(key);
    if (entry instanceof OpenedFile file) {
      recency.served(key);
      file.used(recency.used(file.path(), file.state()));
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
        return new OpenedFile(files, path, trusted.read(path), usage);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (FileSystemException e) {
        // On a network file system, the file may have been replaced since its name was looked up.
        return new OpenedFile(files, path, trusted.read(path), usage);
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
   * Acquires the lock of a file. The system releases it when this process dies; while this process
   * lives, the others wait no longer than their own limit.
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

  /**
   * Keeps them in the folder {@code v1/.mismatches}: the first four pairs of this directory, and at
   * most 64 MB or an eighth of the directory's limit. They count towards the limit and stay until
   * they are deleted by hand.
   */
  @Override
  public Optional<String> keepMismatch(CacheKey key, ByteBuffer served, ByteBuffer compiled)
      throws IOException {
    watch.checkRoot();
    return mismatches.keep(key, served, compiled);
  }

  @Override
  public Optional<Eviction> eviction(CacheKey key) {
    return evictions.find(key, clock.instant());
  }

  @Override
  public StoreUsage usage() {
    // The scan is started by the first query: a process that only reads needs no background thread.
    schedule.start();
    return usage.snapshot(maximumBytes);
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    return new KeyListing(files, layout).list(after, limit);
  }

  /**
   * Scans the directory now and evicts entries that are over the limits, as the background does
   * regularly.
   *
   * @return false if another process is collecting
   * @throws IOException if the directory cannot be read
   */
  public boolean collect() throws IOException {
    return collector.collect();
  }

  /**
   * Stops the background thread. If this process has written past the limit, or no process has
   * collected for an hour and the directory is over its limit, collects first: otherwise processes
   * that live for only seconds would fill it without bound.
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
      Log.DISK.debug("Wasm cache: {} is not collected at the end", directory, e);
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
    private Function<Setting, String> settingNames = Setting.methods();
    private FileCalls files = new SystemFileCalls();

    private Builder(Path directory) {
      this.directory = directory;
    }

    /**
     * Sets how many bytes the directory may take on its volume. This includes entries, notes,
     * temporary and lock files, the list of evictions and the folders, each in whole blocks. The
     * background thread enforces it, so that the directory may exceed it for some seconds. Default:
     * {@value #DEFAULT_MAXIMUM_BYTES}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maximumBytes(long maximumBytes) {
      if (maximumBytes <= 0) {
        throw new IllegalArgumentException(
            "The size of the disk tier must be positive: " + maximumBytes);
      }
      this.maximumBytes = maximumBytes;
      return this;
    }

    /**
     * Sets how long an unused entry is kept, measured against the latest use of any entry. Default:
     * 30 days.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maximumIdle(Duration maximumIdle) {
      if (maximumIdle.isNegative() || maximumIdle.isZero()) {
        throw new IllegalArgumentException(
            "The time to keep an entry must be positive: " + maximumIdle);
      }
      this.maximumIdle = maximumIdle;
      return this;
    }

    /**
     * Sets how many bytes of the volume stay free for other uses. If less is free, nothing is
     * written and entries are evicted. Default: {@value #DEFAULT_MINIMUM_FREE_BYTES}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder minimumFreeBytes(long minimumFreeBytes) {
      if (minimumFreeBytes < 0) {
        throw new IllegalArgumentException(
            "The space to leave free must not be negative: " + minimumFreeBytes);
      }
      this.minimumFreeBytes = minimumFreeBytes;
      return this;
    }

    /** Sets the clock for measuring ages. Default: the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** Sets the factory of the background thread. Default: daemon platform threads. */
    public Builder threads(ThreadFactory threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Accepts parent directories in which every user can rename. By default they are refused,
     * because another user could replace the cache's directory. For a volume that only this
     * container can reach. Default: they are checked.
     */
    public Builder trustParents() {
      this.parentsAreTrusted = true;
      return this;
    }

    /**
     * Sets how messages name a setting, see {@link
     * dev.wasmcache.CompilationCacheBuilder#settingNames}. Default: the methods of the builders.
     */
    public Builder settingNames(Function<Setting, String> names) {
      this.settingNames = names;
      return this;
    }

    /** Sets the file system calls, for a test that makes them fail. */
    Builder files(FileCalls files) {
      this.files = files;
      return this;
    }

    /**
     * Returns why {@link #build} would refuse the directory as it is now. Creates and changes
     * nothing: of a directory that is missing, only what is above it is checked.
     */
    public Optional<CacheDirectoryException> refusal() {
      Ownership ownership = Ownership.ofUser();
      DirectoryTrust trust =
          new DirectoryTrust(files, ownership, directory, parentsAreTrusted, settingNames);
      TrustedFiles trusted = new TrustedFiles(files, ownership, Setting.DIRECTORY);
      return new CacheDirectory(files, trusted, trust, directory).refusal();
    }

    /**
     * Opens the directory. A directory on a read-only volume can only be read.
     *
     * @throws CacheDirectoryException if it cannot be used, is owned by another user, or others can
     *     write it, or can rename in one above it
     */
    public DiskStore build() {
      return new DiskStore(this);
    }
  }
}
