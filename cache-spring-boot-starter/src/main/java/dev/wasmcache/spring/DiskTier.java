package dev.wasmcache.spring;

import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The disk tier as it is configured: a store, or why there is none. There is always a bean of this
 * type, and one of {@link DiskStore} only if the directory can be used. Immutable.
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

  /** Nothing is to be kept on disk. */
  static DiskTier off() {
    return OFF;
  }

  static DiskTier of(DiskStore store, long minimumFreeBytes) {
    return new DiskTier(store, null, minimumFreeBytes);
  }

  static DiskTier unusable(Problem problem) {
    return new DiskTier(null, problem, 0);
  }

  /** Answers the store; empty if nothing is kept on disk. */
  public Optional<DiskStore> store() {
    return Optional.ofNullable(store);
  }

  /** Answers why nothing is kept on disk although it should be; empty if all is well. */
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  /** Answers whether the volume has less free space than is to be left to others. */
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
