package dev.wasmcache.disk;

import dev.wasmcache.admin.Setting;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** Checks a directory that is only read. Creates nothing. */
final class LayerDirectory {

  private final FileCalls files;
  private final Path configured;
  private final Function<Setting, String> settingNames;
  private final DirectoryTrust trust;

  LayerDirectory(
      FileCalls files,
      Path configured,
      boolean parentsAreTrusted,
      Function<Setting, String> settingNames) {
    this.files = files;
    this.configured = configured;
    this.settingNames = settingNames;
    this.trust = DirectoryTrust.ofLayer(files, configured, parentsAreTrusted, settingNames);
  }

  /**
   * @return the real path of the directory
   * @throws CacheDirectoryException if it is missing or must not be used
   */
  Path open() {
    try {
      Path real = files.realPath(configured);
      trust.checkConfigured(real);
      trust.check(real.resolve(DiskLayout.VERSION));
      trust.checkParents(real);
      return real;
    } catch (NoSuchFileException e) {
      throw new CacheDirectoryException(
          configured,
          "it is missing, or has no '" + DiskLayout.VERSION + "' with entries of this version",
          "Name a directory that a start with '"
              + settingNames.apply(Setting.DIRECTORY)
              + "' has filled.",
          e);
    } catch (IOException e) {
      throw new CacheDirectoryException(
          configured,
          "it cannot be read (" + e + ")",
          "Name a directory that this process can read.",
          e);
    }
  }
}
