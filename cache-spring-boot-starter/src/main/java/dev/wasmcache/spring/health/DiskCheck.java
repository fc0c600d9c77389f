package dev.wasmcache.spring.health;

import dev.wasmcache.CacheMode;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.stats.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks the directories with a few calls to the file system. None of them lists a directory. */
record DiskCheck(DiskTier disk, CacheMode mode) {

  Diagnosis.Disk check() {
    boolean toBeWritten = mode == CacheMode.READ_WRITE || mode == CacheMode.REQUIRED;
    boolean writable = !toBeWritten || disk.store().map(DiskCheck::isWritable).orElse(true);
    return new Diagnosis.Disk(
        disk.problem().isEmpty(), writable, disk.shortOfSpace(), disk.layerProblems().isEmpty());
  }

  private static boolean isWritable(DiskStore store) {
    Path directory = store.directory();
    // The next write creates a deleted directory again.
    return !Files.exists(directory) || Files.isWritable(directory);
  }

  /** Returns where the entries of a tier are. */
  Map<String, Object> details(Tier tier) {
    Map<String, Object> details = new LinkedHashMap<>();
    if (tier == Tier.DISK) {
      disk.store()
          .ifPresent(
              store -> {
                details.put("path", store.directory().toString());
                details.put("free", store.usableSpace());
                details.put("readOnly", !isWritable(store) || mode == CacheMode.READ_ONLY);
              });
    } else if (tier == Tier.LAYER) {
      details.put("directories", disk.layerPaths());
    }
    return details;
  }
}
