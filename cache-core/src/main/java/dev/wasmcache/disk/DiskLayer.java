package dev.wasmcache.disk;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Directories that were filled before, with an image of a container for example: read in turn and
 * never written, so that any number of processes share them.
 *
 * <p>A directory belongs to root or to the user of this process, and nobody else can write it; one
 * that does not is refused. Safe for concurrent use.
 */
public final class DiskLayer implements ArtifactStore {

  private final List<Path> directories = new ArrayList<>();
  private final List<DiskLayout> layouts = new ArrayList<>();
  private final FileCalls files;
  private final DiskUsage usage = new DiskUsage();

  private DiskLayer(List<Path> configured, FileCalls files) {
    this.files = files;
    for (Path directory : configured) {
      Path real = new LayerDirectory(files, directory).open();
      directories.add(real);
      layouts.add(new DiskLayout(real));
    }
  }

  /**
   * Opens directories that a {@link DiskStore} has filled.
   *
   * @param directories in the order in which they are asked
   * @throws CacheDirectoryException if one is missing or must not be used
   */
  public static DiskLayer open(List<Path> directories) {
    return new DiskLayer(directories, new SystemFileCalls());
  }

  /** Answers the real paths of the directories. */
  public List<Path> directories() {
    return List.copyOf(directories);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    for (DiskLayout layout : layouts) {
      try {
        OpenedFile file = OpenedFile.open(files, layout.entry(key), usage);
        return Optional.of(new LayerEntry(file));
      } catch (NoSuchFileException e) {
        // The next layer may have it.
      }
    }
    return Optional.empty();
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    throw new StoreException(Outcome.SKIPPED, "a read-only directory is never written");
  }

  @Override
  public boolean delete(CacheKey key) {
    return false;
  }

  /** Answers the keys of all layers together. */
  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    List<CacheKey> keys = new ArrayList<>();
    for (DiskLayout layout : layouts) {
      keys.addAll(new KeyListing(files, layout).list(after, limit));
    }
    return keys.stream().sorted().distinct().limit(limit).toList();
  }

  @Override
  public void close() {}

  /** Stays where it is even if it is bad: it is not this process that may mend it. */
  private record LayerEntry(OpenedFile file) implements StoredEntry {
    @Override
    public long size() {
      return file.size();
    }

    @Override
    public InputStream content() {
      return file.content();
    }

    @Override
    public void discard() throws IOException {
      file.close();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
