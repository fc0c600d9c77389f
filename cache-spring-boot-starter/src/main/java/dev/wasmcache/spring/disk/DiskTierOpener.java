package dev.wasmcache.spring.disk;

import dev.wasmcache.CacheMode;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.setting.FileNames;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the configured directory. If that fails, the application starts without it unless it is
 * required.
 */
final class DiskTierOpener {

  private static final Logger log = LoggerFactory.getLogger(DiskTier.class);

  private final WasmCacheProperties properties;
  private final @Nullable ThreadFactory threads;
  private final Optional<Path> defaultDirectory;

  DiskTierOpener(
      WasmCacheProperties properties,
      @Nullable ThreadFactory threads,
      Optional<Path> defaultDirectory) {
    this.properties = properties;
    this.threads = threads;
    this.defaultDirectory = defaultDirectory;
  }

  /**
   * @throws CacheDirectoryException if the directory is required and cannot be used
   * @throws InvalidSettingException if a directory is required and none is known
   */
  DiskTier open() {
    WasmCacheProperties.Disk disk = properties.disk();
    if (!disk.enabled() || properties.mode() == CacheMode.BYPASS) {
      return DiskTier.off();
    }
    Path directory = disk.directory() != null ? disk.directory() : defaultDirectory();
    return directory == null ? noDirectory() : open(disk, directory);
  }

  /**
   * Applications that sign their entries and applications that do not have separate directories. In
   * a common one, each would refuse and delete the entries of the other.
   */
  private @Nullable Path defaultDirectory() {
    Path directory = defaultDirectory.orElse(null);
    return directory == null || properties.integrity().keys().isEmpty()
        ? directory
        : directory.resolveSibling(directory.getFileName() + "-signed");
  }

  private DiskTier open(WasmCacheProperties.Disk disk, Path directory) {
    DiskStore.Builder store =
        DiskStore.builder(directory)
            .maximumBytes(disk.maxSize().toBytes())
            .maximumIdle(disk.maxIdle())
            .minimumFreeBytes(disk.minFreeSpace().toBytes());
    if (disk.trustParents()) {
      store.trustParents();
    }
    if (threads != null) {
      store.threads(threads);
    }
    try {
      return DiskTier.of(store.build(), disk.minFreeSpace().toBytes());
    } catch (CacheDirectoryException e) {
      if (disk.required()) {
        throw e;
      }
      return unusable(new DiskTier.Problem(Optional.of(directory), e.reason(), e.remedy()));
    }
  }

  private DiskTier noDirectory() {
    String home = System.getProperty("user.home", "");
    Optional<String> unwritable = FileNames.problem(home);
    String reason =
        "the user of this process has no cache directory"
            + unwritable.map(problem -> " (home '" + home + "': " + problem + ")").orElse("");
    String remedy =
        "Set 'wasm.cache.disk.directory' to a directory of this user's own."
            + (unwritable.isPresent() ? " " + FileNames.REMEDY : "");
    if (properties.disk().required()) {
      throw new InvalidSettingException(
          "wasm.cache.disk.directory", "is missing: " + reason, remedy);
    }
    return unusable(new DiskTier.Problem(Optional.empty(), reason, remedy));
  }

  private DiskTier unusable(DiskTier.Problem problem) {
    String directory = problem.directory().map(path -> path + ": ").orElse("");
    if (isDispensable()) {
      log.info("Wasm cache: nothing is kept on disk: {}{}", directory, problem.reason());
      return DiskTier.off();
    }
    log.warn(
        "Wasm cache: nothing is kept on disk{}: {}{}. {}",
        properties.mode() == CacheMode.REQUIRED ? "" : ", so the next start compiles again",
        directory,
        problem.reason(),
        problem.remedy());
    return DiskTier.unusable(problem);
  }

  /** Whether no disk tier is needed: nothing is compiled, and there are read-only directories. */
  private boolean isDispensable() {
    return properties.mode() == CacheMode.REQUIRED
        && !properties.disk().readOnlyDirectories().isEmpty();
  }
}
