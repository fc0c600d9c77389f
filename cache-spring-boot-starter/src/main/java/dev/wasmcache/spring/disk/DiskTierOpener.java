package dev.wasmcache.spring.disk;

import dev.wasmcache.CacheMode;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.disk.UserCacheDirectory;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.setting.FileNames;
import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.PropertyNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Opens the configured directories. The application starts without one that cannot be used, unless
 * it is required.
 */
final class DiskTierOpener {

  private static final Logger log = LoggerFactory.getLogger(DiskTier.class);

  private static final String STORE = "wasmCacheDiskStore";
  private static final String CACHE = "wasmCompilationCache";

  private final CacheMode mode;
  private final WasmCacheProperties properties;
  private final WasmCacheProperties.Disk disk;
  private final @Nullable ThreadFactory threads;
  private final Optional<Path> defaultDirectory;
  private final List<DiskTier.Problem> layerProblems = new ArrayList<>();
  private DiskTier.@Nullable Problem problem;

  DiskTierOpener(
      WasmCacheProperties properties,
      @Nullable ThreadFactory threads,
      Optional<Path> defaultDirectory) {
    this.mode = properties.mode();
    this.properties = properties;
    this.disk = properties.disk();
    this.threads = threads;
    this.defaultDirectory = defaultDirectory;
  }

  /** Opens the directories of a context, see {@link DiskTier#open}. */
  static DiskTier open(ConfigurableListableBeanFactory beans) {
    if (beans.containsBeanDefinition(STORE)) {
      return new DiskTierOpener(
              beans.getBean(WasmCacheProperties.class),
              threads(beans.getBean(Environment.class)),
              UserCacheDirectory.find())
          .open();
    }
    DiskStore own = beans.getBeanProvider(DiskStore.class).getIfUnique();
    return beans.containsBeanDefinition(CACHE)
        ? new DiskTierOpener(beans.getBean(WasmCacheProperties.class), null, Optional.empty())
            .with(own)
        : DiskTier.of(own);
  }

  private static @Nullable ThreadFactory threads(Environment environment) {
    return Threading.VIRTUAL.isActive(environment)
        ? new VirtualThreadTaskExecutor("wasm-cache-").getVirtualThreadFactory()
        : null;
  }

  /**
   * @throws CacheDirectoryException if the directory is required and cannot be used
   * @throws InvalidSettingException if a directory is required and none is known, or if a read-only
   *     one is required and is missing or must not be used
   */
  DiskTier open() {
    // Before the store, so that no store remains open if one of them ends the start.
    DiskLayer layer = layer();
    DiskStore store = disk.enabled() && mode != CacheMode.BYPASS ? store() : null;
    return new DiskTier(store, problem, disk.minFreeSpace().toBytes(), layer, layerProblems);
  }

  /** Opens the read-only directories only. */
  DiskTier with(@Nullable DiskStore own) {
    DiskLayer layer = layer();
    return new DiskTier(own, null, 0, layer, layerProblems);
  }

  private @Nullable DiskStore store() {
    Path directory = disk.directory() != null ? disk.directory() : defaultDirectory();
    if (directory == null) {
      noDirectory();
      return null;
    }
    DiskStore.Builder store =
        DiskStore.builder(directory)
            .settingNames(PropertyNames::of)
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
      return store.build();
    } catch (CacheDirectoryException e) {
      if (disk.required()) {
        throw e;
      }
      unusable(new DiskTier.Problem(Optional.of(directory), e.reason(), e.remedy()));
      return null;
    }
  }

  private @Nullable Path defaultDirectory() {
    Path directory = defaultDirectory.orElse(null);
    return directory == null || properties.integrity().keys().isEmpty()
        ? directory
        : UserCacheDirectory.forKeys(directory);
  }

  private void noDirectory() {
    String home = System.getProperty("user.home", "");
    Optional<String> unwritable = FileNames.problem(home);
    String reason =
        "the user of this process has no cache directory"
            + unwritable.map(text -> " (home '" + home + "': " + text + ")").orElse("");
    String remedy =
        "Set 'wasm.cache.disk.directory' to a directory of this user's own."
            + (unwritable.isPresent() ? " " + FileNames.REMEDY : "");
    if (disk.required()) {
      throw new InvalidSettingException(
          "wasm.cache.disk.directory", "is missing: " + reason, remedy);
    }
    unusable(new DiskTier.Problem(Optional.empty(), reason, remedy));
  }

  private void unusable(DiskTier.Problem found) {
    String directory = found.directory().map(path -> path + ": ").orElse("");
    if (mode == CacheMode.REQUIRED && !disk.readOnlyDirectories().isEmpty()) {
      // Not a problem: nothing is compiled, so nothing needs to be written.
      log.info("Wasm cache: nothing is kept on disk: {}{}", directory, found.reason());
      return;
    }
    log.warn(
        "Wasm cache: nothing is kept on disk{}: {}{}. {}",
        mode == CacheMode.REQUIRED ? "" : ", so the next start compiles again",
        directory,
        found.reason(),
        found.remedy());
    problem = found;
  }

  private @Nullable DiskLayer layer() {
    if (disk.readOnlyDirectories().isEmpty() || mode == CacheMode.BYPASS) {
      return null;
    }
    DiskLayer.Builder builder =
        DiskLayer.builder(disk.readOnlyDirectories())
            .settingNames(PropertyNames::of)
            .refused(this::layerRefused);
    if (disk.trustParents()) {
      builder.trustParents();
    }
    DiskLayer layer = builder.build();
    return layer.directories().isEmpty() ? null : layer;
  }

  private void layerRefused(CacheDirectoryException refusal) {
    if (disk.required() || mode == CacheMode.REQUIRED) {
      throw new InvalidSettingException(
          "wasm.cache.disk.read-only-directories",
          "names '" + refusal.directory() + "', which is not used: " + refusal.reason(),
          refusal.remedy());
    }
    log.warn(
        "Wasm cache: the read-only directory {} is not used, so its modules are recompiled: {}. {}",
        refusal.directory(),
        refusal.reason(),
        refusal.remedy());
    layerProblems.add(
        new DiskTier.Problem(Optional.of(refusal.directory()), refusal.reason(), refusal.remedy()));
  }
}
