package dev.wasmcache.spring.disk;

import dev.wasmcache.disk.DiskLayer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configured read-only directories: those that are read, and why the others are not. There is
 * always a bean of this type. Immutable.
 */
public final class DiskLayers {

  private static final DiskLayers NONE = new DiskLayers(null, List.of());

  private final @Nullable DiskLayer layer;
  private final List<DiskTier.Problem> problems;

  private DiskLayers(@Nullable DiskLayer layer, List<DiskTier.Problem> problems) {
    this.layer = layer;
    this.problems = List.copyOf(problems);
  }

  /** Returns an instance without read-only directories. */
  static DiskLayers none() {
    return NONE;
  }

  static DiskLayers of(DiskLayer layer, List<DiskTier.Problem> problems) {
    return new DiskLayers(layer.directories().isEmpty() ? null : layer, problems);
  }

  /** Returns the directories that are read; empty if there are none. */
  public Optional<DiskLayer> layer() {
    return Optional.ofNullable(layer);
  }

  /** Returns why configured directories are not read; empty if all of them are. */
  public List<DiskTier.Problem> problems() {
    return problems;
  }
}
