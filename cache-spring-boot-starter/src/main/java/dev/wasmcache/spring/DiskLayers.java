package dev.wasmcache.spring;

import dev.wasmcache.disk.DiskLayer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The read-only directories as they are configured: those that are read, and why others are not.
 * There is always a bean of this type. Immutable.
 */
public final class DiskLayers {

  private static final DiskLayers NONE = new DiskLayers(null, List.of());

  private final @Nullable DiskLayer layer;
  private final List<DiskTier.Problem> problems;

  private DiskLayers(@Nullable DiskLayer layer, List<DiskTier.Problem> problems) {
    this.layer = layer;
    this.problems = List.copyOf(problems);
  }

  /** No directory came filled. */
  static DiskLayers none() {
    return NONE;
  }

  static DiskLayers of(DiskLayer layer, List<DiskTier.Problem> problems) {
    return new DiskLayers(layer.directories().isEmpty() ? null : layer, problems);
  }

  /** Answers the directories that are read; empty if there is none. */
  public Optional<DiskLayer> layer() {
    return Optional.ofNullable(layer);
  }

  /** Answers why directories are not read although they should be; empty if all is well. */
  public List<DiskTier.Problem> problems() {
    return problems;
  }
}
