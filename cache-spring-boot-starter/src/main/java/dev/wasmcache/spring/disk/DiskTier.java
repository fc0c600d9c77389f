package dev.wasmcache.spring.disk;

import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The configured directories: a store, or the reason why there is none, and those that are only
 * read. There is always a bean of this type, and one of {@link DiskStore} only if the directory can
 * be used. The directories are opened when one of these beans is needed. Immutable.
 */
public final class DiskTier {

  private final @Nullable DiskStore store;
  private final @Nullable Problem problem;
  private final long minimumFreeBytes;
  private final @Nullable DiskLayer layer;
  private final List<Problem> layerProblems;

  DiskTier(
      @Nullable DiskStore store,
      @Nullable Problem problem,
      long minimumFreeBytes,
      @Nullable DiskLayer layer,
      List<Problem> layerProblems) {
    this.store = store;
    this.problem = problem;
    this.minimumFreeBytes = minimumFreeBytes;
    this.layer = layer;
    this.layerProblems = List.copyOf(layerProblems);
  }

  /**
   * Opens the configured directories of a context: none if the application has a cache of its own,
   * the read-only ones only if it has a {@link DiskStore} of its own.
   *
   * @throws RuntimeException if a directory is required and cannot be used
   */
  public static DiskTier open(ConfigurableListableBeanFactory beans) {
    return DiskTierOpener.open(beans);
  }

  /** Returns a tier with the application's own store, if it has one, and nothing else. */
  static DiskTier of(@Nullable DiskStore store) {
    return new DiskTier(store, null, 0, null, List.of());
  }

  /** Returns the store; empty if nothing is kept on disk. */
  public Optional<DiskStore> store() {
    return Optional.ofNullable(store);
  }

  /**
   * Returns why nothing is kept on disk although the tier is enabled; empty if there is no problem.
   */
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether the volume has less free space than the configured minimum. */
  public boolean shortOfSpace() {
    return store != null && store.usableSpace() < minimumFreeBytes;
  }

  /** Returns the directories that are only read; empty if there are none. */
  public Optional<DiskLayer> layer() {
    return Optional.ofNullable(layer);
  }

  /** Returns the paths of the directories that are only read. */
  public List<String> layerPaths() {
    return layer == null ? List.of() : layer.directories().stream().map(Path::toString).toList();
  }

  /** Returns why configured directories are not read; empty if all of them are. */
  public List<Problem> layerProblems() {
    return layerProblems;
  }

  /**
   * Why a directory is not used.
   *
   * @param directory the directory; empty if none is known
   * @param reason what is wrong, a clause without a full stop
   * @param remedy what to do, a sentence
   */
  public record Problem(Optional<Path> directory, String reason, String remedy) {}
}
