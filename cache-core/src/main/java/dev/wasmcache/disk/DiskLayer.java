package dev.wasmcache.disk;

import dev.wasmcache.Arrival;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Directories that were filled in advance, for example in a container image. They are read in order
 * and never written, so that any number of processes can share them.
 *
 * <p>A directory must belong to root or to the user of this process, and no other user may be able
 * to write it; otherwise it is refused. Safe for concurrent use.
 */
public final class DiskLayer implements ArtifactStore {

  private final List<Path> directories = new ArrayList<>();
  private final List<DiskLayout> layouts = new ArrayList<>();
  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DiskUsage usage = new DiskUsage();

  private DiskLayer(Builder settings, FileCalls files) {
    this.files = files;
    Ownership ownership = Ownership.ofUserOrRoot();
    this.trusted = new TrustedFiles(files, ownership, Setting.LAYERS);
    for (Path directory : settings.directories) {
      try {
        Path real = open(directory, ownership, settings);
        directories.add(real);
        layouts.add(new DiskLayout(real));
      } catch (CacheDirectoryException e) {
        settings.refused.accept(e);
      }
    }
  }

  private Path open(Path directory, Ownership ownership, Builder settings) {
    DirectoryTrust trust =
        new DirectoryTrust(
            files, ownership, directory, settings.parentsAreTrusted, settings.settingNames);
    return new CacheDirectory(files, trusted, trust, directory)
        .openToRead(settings.settingNames.apply(Setting.DIRECTORY));
  }

  /**
   * Opens directories that a {@link DiskStore} has filled.
   *
   * @param directories in lookup order
   * @throws CacheDirectoryException if one is missing or must not be used
   */
  public static DiskLayer open(List<Path> directories) {
    return builder(directories).build();
  }

  /**
   * Starts a layer of directories that a {@link DiskStore} has filled.
   *
   * @param directories in lookup order
   */
  public static Builder builder(List<Path> directories) {
    return new Builder(directories);
  }

  /** Returns the real paths of the directories. */
  public List<Path> directories() {
    return List.copyOf(directories);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    for (DiskLayout layout : layouts) {
      try {
        trusted.checkDirectory(layout.root());
        return Optional.of(new LayerEntry(open(layout.entry(key))));
      } catch (NoSuchFileException e) {
        // The next layer may have the entry.
      }
    }
    return Optional.empty();
  }

  private StoredEntry open(Path path) throws IOException {
    try {
      return new OpenedFile(files, path, trusted.read(path), usage);
    } catch (RefusedFileException e) {
      return RefusedEntry.of(files, trusted, path, e, usage);
    }
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    throw new StoreException(Outcome.SKIPPED, "a read-only directory is never written");
  }

  @Override
  public boolean delete(CacheKey key) {
    return false;
  }

  /** Returns the keys of all layers, merged. */
  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    List<CacheKey> keys = new ArrayList<>();
    for (DiskLayout layout : layouts) {
      keys.addAll(new KeyListing(files, layout).list(after, limit));
    }
    return keys.stream().sorted().distinct().limit(limit).toList();
  }

  /**
   * Returns the note of the first directory that has one; it describes how that directory's entries
   * were compiled.
   */
  @Override
  public Optional<byte[]> note(CacheKey key) throws IOException {
    for (DiskLayout layout : layouts) {
      Optional<byte[]> note = note(layout, key);
      if (note.isPresent()) {
        return note;
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> note(DiskLayout layout, CacheKey key) throws IOException {
    try {
      trusted.checkDirectory(layout.root());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return new NoteFiles(trusted, layout).read(key);
  }

  /** Returns the eviction that the first directory remembers that remembers one. */
  @Override
  public Optional<Eviction> eviction(CacheKey key) {
    Instant now = Instant.now();
    for (DiskLayout layout : layouts) {
      Optional<Eviction> eviction =
          new EvictionLog(files, trusted, layout, DiskStore.Builder.DEFAULT_MAXIMUM_BYTES)
              .find(key, now);
      if (eviction.isPresent()) {
        return eviction;
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {}

  /** Keeps the entry even if it is bad: this process must not change a read-only directory. */
  private record LayerEntry(StoredEntry file) implements StoredEntry {
    @Override
    public long size() {
      return file.size();
    }

    @Override
    public InputStream content() {
      return file.content();
    }

    @Override
    public Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
      return file.readWhole(arrival);
    }

    @Override
    public boolean discard() throws IOException {
      file.close();
      return false;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Sets how the directories are opened. Not safe for concurrent use. */
  public static final class Builder {

    private final List<Path> directories;
    private boolean parentsAreTrusted;
    private Function<Setting, String> settingNames = Setting.methods();
    private Consumer<CacheDirectoryException> refused =
        refusal -> {
          throw refusal;
        };

    private Builder(List<Path> directories) {
      this.directories = List.copyOf(directories);
    }

    /**
     * Accepts directories below one that every user can write, as the root of a container's volume
     * often is. Only for volumes that no other user can reach: a user with write access there can
     * replace the directories.
     */
    public Builder trustParents() {
      this.parentsAreTrusted = true;
      return this;
    }

    /**
     * Skips a directory that is missing or must not be used, and passes the exception to the
     * consumer. Default: {@link #build} throws it.
     */
    public Builder refused(Consumer<CacheDirectoryException> refused) {
      this.refused = refused;
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

    /**
     * Opens the directories.
     *
     * @throws CacheDirectoryException if one is missing or must not be used, and no consumer was
     *     set
     */
    public DiskLayer build() {
      return new DiskLayer(this, new SystemFileCalls());
    }
  }
}
