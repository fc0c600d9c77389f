package dev.wasmcache.spring.disk;

import dev.wasmcache.CacheMode;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the configured read-only directories. If one cannot be used, the others are still read. */
final class DiskLayersOpener {

  static final String PROPERTY = "wasm.cache.disk.read-only-directories";

  private static final Logger log = LoggerFactory.getLogger(DiskLayers.class);

  private final WasmCacheProperties properties;
  private final List<DiskTier.Problem> problems = new ArrayList<>();

  DiskLayersOpener(WasmCacheProperties properties) {
    this.properties = properties;
  }

  /**
   * @throws InvalidSettingException if a directory is required and is missing or must not be used
   */
  DiskLayers open() {
    List<Path> directories = properties.disk().readOnlyDirectories();
    if (directories.isEmpty() || properties.mode() == CacheMode.BYPASS) {
      return DiskLayers.none();
    }
    DiskLayer.Builder builder = DiskLayer.builder(directories).refused(this::refused);
    if (properties.disk().trustParents()) {
      builder.trustParents();
    }
    DiskLayer layer = builder.build();
    return DiskLayers.of(layer, problems);
  }

  private void refused(CacheDirectoryException refusal) {
    if (properties.disk().required() || properties.mode() == CacheMode.REQUIRED) {
      throw new InvalidSettingException(
          PROPERTY,
          "names '" + refusal.directory() + "', which is not used: " + refusal.reason(),
          refusal.remedy());
    }
    log.warn(
        "Wasm cache: the read-only directory {} is not used, so its modules are recompiled: {}. {}",
        refusal.directory(),
        refusal.reason(),
        refusal.remedy());
    problems.add(
        new DiskTier.Problem(Optional.of(refusal.directory()), refusal.reason(), refusal.remedy()));
  }
}
