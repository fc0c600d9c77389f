package dev.wasmcache.spring.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.SigningKeys;
import dev.wasmcache.spring.WasmCacheProperties;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

final class DiskTierOpenerTest {

  @TempDir Path directory;

  @Test
  void open_defaultDirectory_dependsOnWhetherEntriesAreSigned() {
    Path plain = directory.resolve("wasm-cache");
    assertThat(openedBy(plain)).isEqualTo(plain);
    assertThat(
            openedBy(
                plain,
                "wasm.cache.integrity.keys[0].id=k1",
                "wasm.cache.integrity.keys[0].secret=" + SigningKeys.secret()))
        .isEqualTo(directory.resolve("wasm-cache-signed"));
  }

  private static Path openedBy(Path defaultDirectory, String... settings) {
    MockEnvironment environment = new MockEnvironment();
    for (String setting : settings) {
      int end = setting.indexOf('=');
      environment.setProperty(setting.substring(0, end), setting.substring(end + 1));
    }
    WasmCacheProperties properties =
        Binder.get(environment).bindOrCreate("wasm.cache", WasmCacheProperties.class);
    DiskTier tier = new DiskTierOpener(properties, null, Optional.of(defaultDirectory)).open();
    try (DiskStore store = tier.store().orElseThrow()) {
      return store.directory();
    }
  }
}
