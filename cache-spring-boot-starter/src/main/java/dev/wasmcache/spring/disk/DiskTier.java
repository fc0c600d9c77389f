package dev.wasmcache.spring.disk;

import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configured disk tier: a store, or the reason why there is none. There is always a bean of
 * this type, and one of {@link DiskStore} only if the directory can be used. Immutable.
 */
public final class DiskTier {

  private static final DiskTier OFF = new DiskTier(null, null, 0);

  private final @Nullable DiskStore store;
  private final @Nullable Problem problem;
  private final long minimumFreeBytes;

  private DiskTier(@Nullable DiskStore store, @Nullable Problem problem, long minimumFreeBytes) {
    this.store = store;
    this.problem = problem;
    this.minimumFreeBytes = minimumFreeBytes;
  }

  /** Returns a tier that keeps nothing on disk, as configured. */
  static DiskTier off() {
    return OFF;
  }

  static DiskTier of(DiskStore store, long minimumFreeBytes) {
    return new DiskTier(store, null, minimumFreeBytes);
  }

  static DiskTier unusable(Problem problem) {
    return new DiskTier(null, problem, 0);
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

  /**
   * Why the disk is not used.
   *
   * @param directory the directory; empty if none is known
   * @param reason what is wrong, a clause without a full stop
   * @param remedy what to do, a sentence
   */
  public record Problem(Optional<Path> directory, String reason, String remedy) {}
}
