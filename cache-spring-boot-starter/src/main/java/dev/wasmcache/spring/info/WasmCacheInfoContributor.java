package dev.wasmcache.spring.info;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.disk.DiskTier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Describes the cache: nothing that changes while it runs, and no secret. */
record WasmCacheInfoContributor(
    WasmCacheProperties properties,
    CompilationCache cache,
    DiskTier disk,
    SharedTier shared,
    Integrity integrity,
    List<Engine<?>> engines)
    implements InfoContributor {

  @Override
  public void contribute(Info.Builder builder) {
    // Maps, not records: records would need hints in a native image.
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("name", properties.name());
    details.put("mode", cache.admin().mode().id());
    disk.store().ifPresent(store -> details.put("directory", store.directory().toString()));
    if (!disk.layerPaths().isEmpty()) {
      details.put("readOnlyDirectories", disk.layerPaths());
    }
    if (shared.store().isPresent()) {
      details.put(
          "shared",
          Map.of(
              "type", shared.type(), "address", shared.address(), "access", shared.access().id()));
    }
    details.put("integrity", describe(integrity));
    details.put("engines", engines.stream().map(engine -> describe(engine.fingerprint())).toList());
    builder.withDetail("wasmCache", details);
  }

  private static Map<String, Object> describe(Integrity integrity) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("kind", integrity.kind());
    details.put("keys", integrity.keyIds().stream().sorted().toList());
    details.put("writes", integrity.canWrite());
    return details;
  }

  private static Map<String, Object> describe(Fingerprint fingerprint) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("engine", fingerprint.engine());
    details.put("version", fingerprint.engineVersion());
    details.put("options", fingerprint.options());
    details.put("target", fingerprint.target());
    details.put("format", fingerprint.formatVersion());
    details.put("generation", fingerprint.generation());
    return details;
  }
}
