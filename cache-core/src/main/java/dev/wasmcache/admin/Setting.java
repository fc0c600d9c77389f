package dev.wasmcache.admin;

import java.util.function.Function;

/**
 * What governs a failure, for messages and the log. A cache names the method that sets it; a
 * framework that configures caches by other names sets those with {@link
 * dev.wasmcache.CompilationCacheBuilder#settingNames}.
 */
public enum Setting {
  /** What the cache is used for. */
  MODE("CompilationCache.builder().mode"),
  /** How long a request waits for its tiers. */
  TIMEOUT("CompilationCache.builder().timeout"),
  /** The largest artifact that is stored or read. */
  MAXIMUM_ENTRY_SIZE("CompilationCache.builder().maximumEntryBytes"),
  /** How entries are protected, and by which keys. */
  INTEGRITY_KEYS("CompilationCache.builder().integrity"),
  /** The directory of the disk tier. */
  DIRECTORY("DiskStore.builder"),
  /** What the directory may take on its volume. */
  DIRECTORY_MAXIMUM_SIZE("DiskStore.builder().maximumBytes"),
  /** What stays free on the volume of the directory. */
  DIRECTORY_MINIMUM_FREE_SPACE("DiskStore.builder().minimumFreeBytes"),
  /** Directories that are only read. */
  LAYERS("DiskLayer.builder"),
  /** Whether parent directories in which every user can rename are accepted. */
  TRUST_PARENTS("builder().trustParents()"),
  /** The store that several hosts share. */
  SHARED("CompilationCache.builder().shared"),
  /** How long a call to the shared store may take. */
  SHARED_TIMEOUT("SharedTier.builder().timeout"),
  /** The largest artifact that is stored in or read from the shared store. */
  SHARED_MAXIMUM_ENTRY_SIZE("SharedTier.builder().maximumEntryBytes");

  private static final Function<Setting, String> METHODS = new Methods();

  private final String method;

  Setting(String method) {
    this.method = method;
  }

  /** Returns the default names: the methods of the builders. */
  public static Function<Setting, String> methods() {
    return METHODS;
  }

  /** Not a lambda: each start of a cache needs it, and the first lambda of a JVM takes long. */
  private static final class Methods implements Function<Setting, String> {
    @Override
    public String apply(Setting setting) {
      return setting.method;
    }
  }
}
