package dev.wasmcache.cli.option;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Integrity;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.disk.UserCacheDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The cache directory of a command. Applications may use it at the same time: a command that only
 * reads opens it in a way that neither creates, changes nor deletes anything.
 */
public final class CacheLocation {

  private static final Function<Setting, String> NAMES = new OptionNames();
  private static final long NO_LIMIT = Long.MAX_VALUE / 4;
  private static final Duration NO_TIME_LIMIT = Duration.ofDays(36_500);

  private final GlobalOptions options;
  private final Path directory;

  private CacheLocation(GlobalOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  /**
   * Returns the directory that was named, or the one that the applications of this user share.
   *
   * @throws UsageException if none was named and this user has none
   */
  public static CacheLocation of(GlobalOptions options) {
    return new CacheLocation(
        options,
        options
            .directory()
            .or(() -> ofUser(options.haveKeys()))
            .orElseThrow(
                () ->
                    new UsageException(
                        "The user of this process has no cache directory. Name one with "
                            + GlobalOptions.DIRECTORY
                            + ".")));
  }

  /** Returns a directory that is neither of both. */
  public static CacheLocation of(GlobalOptions options, Path directory) {
    return new CacheLocation(options, directory);
  }

  /**
   * Returns the directory that the applications of this user share; empty if this user has none.
   *
   * @param forKeys whether they protect their entries with keys
   */
  public static Optional<Path> ofUser(boolean forKeys) {
    Optional<Path> directory = UserCacheDirectory.find();
    return forKeys ? directory.map(UserCacheDirectory::forKeys) : directory;
  }

  public Path directory() {
    return directory;
  }

  /**
   * Opens the directory to read it, which changes nothing there.
   *
   * @throws UsageException if it is missing or must not be used
   */
  public CompilationCache read() {
    return cache(KeyFiles.integrity(options)).mode(CacheMode.READ_ONLY).disk(layer()).build();
  }

  private DiskLayer layer() {
    requireThere();
    DiskLayer.Builder layer = DiskLayer.builder(List.of(directory)).settingNames(NAMES);
    if (options.trustParents()) {
      layer.trustParents();
    }
    try {
      return layer.build();
    } catch (CacheDirectoryException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Requires that there is such a directory. */
  public void requireThere() {
    if (!Files.isDirectory(directory)) {
      throw new UsageException(
          "There is no directory "
              + directory
              + (options.directory().isPresent()
                  ? " (" + GlobalOptions.DIRECTORY + ")."
                  : ", where the applications of this user would have their cache. If they have it"
                      + " elsewhere, name it with "
                      + GlobalOptions.DIRECTORY
                      + "."));
    }
  }

  /**
   * Starts a store that writes to the directory. A missing directory is created. Without limits,
   * since those of the applications are not known here, and theirs are enforced by themselves.
   */
  public DiskStore.Builder store() {
    DiskStore.Builder store =
        DiskStore.builder(directory)
            .settingNames(NAMES)
            .maximumBytes(NO_LIMIT)
            .maximumIdle(NO_TIME_LIMIT);
    return options.trustParents() ? store.trustParents() : store;
  }

  /** Starts a cache without tiers, whose calls take as long as they take. */
  public static CompilationCacheBuilder cache(Integrity integrity) {
    return CompilationCache.builder()
        .settingNames(NAMES)
        .integrity(integrity)
        .timeout(Duration.ZERO);
  }

  /** The options instead of the settings that they set. */
  private static final class OptionNames implements Function<Setting, String> {
    @Override
    public String apply(Setting setting) {
      return switch (setting) {
        case DIRECTORY, LAYERS -> GlobalOptions.DIRECTORY;
        case TRUST_PARENTS -> GlobalOptions.TRUST_PARENTS;
        case INTEGRITY_KEYS -> GlobalOptions.PUBLIC_KEY + " and " + GlobalOptions.SECRET;
        case DIRECTORY_MAXIMUM_SIZE -> "--max-size";
        case SHARED -> "--redis and --s3";
        default -> Setting.methods().apply(setting);
      };
    }
  }
}
