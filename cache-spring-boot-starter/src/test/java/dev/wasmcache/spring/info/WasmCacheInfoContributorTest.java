package dev.wasmcache.spring.info;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.SigningKeys;
import dev.wasmcache.spring.StarterRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

final class WasmCacheInfoContributorTest {

  private static final String SECRET = SigningKeys.secret();

  @TempDir Path directory;

  @Test
  void info_default_isOff() {
    StarterRunner.in(directory)
        .run(context -> assertThat(context).doesNotHaveBean(InfoContributor.class));
  }

  @Test
  void info_onByDefaultOfAll_staysOff() {
    StarterRunner.in(directory)
        .withPropertyValues("management.info.defaults.enabled=true")
        .run(context -> assertThat(context).doesNotHaveBean(InfoContributor.class));
  }

  @Test
  void info_switchedOn_saysWhatTheCacheIs() throws IOException {
    Path real = directory.toRealPath();
    runner()
        .run(
            context -> {
              Map<String, Object> info = info(context);
              assertThat(info)
                  .containsEntry("name", "wasm")
                  .containsEntry("mode", "read-write")
                  .containsEntry("directory", real.resolve("cache").toString())
                  .containsEntry(
                      "integrity", Map.of("kind", "crc32c", "keys", List.of(), "writes", true))
                  .doesNotContainKeys("readOnlyDirectories", "shared");
              assertThat(info.get("engines").toString())
                  .contains(
                      "engine=endive", "version=1.0.0", "options=", "target=", "generation=0");
            });
  }

  @Test
  void info_withSecrets_namesTheKeysAndNothingElse() {
    runner()
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=new",
            "wasm.cache.integrity.keys[0].secret=" + SECRET,
            "wasm.cache.integrity.keys[1].id=before",
            "wasm.cache.integrity.keys[1].secret=" + SECRET)
        .run(
            context -> {
              Map<String, Object> info = info(context);
              assertThat(info)
                  .containsEntry(
                      "integrity",
                      Map.of(
                          "kind", "hmac-sha256", "keys", List.of("before", "new"), "writes", true));
              assertThat(info.toString()).doesNotContain(SECRET);
            });
  }

  @Test
  void info_withReadOnlyDirectories_namesThem() throws IOException {
    Path layer = directory.resolve("layer");
    DiskStore.builder(layer).build().close();
    runner()
        .withPropertyValues("wasm.cache.disk.read-only-directories=" + layer)
        .run(
            context ->
                assertThat(info(context))
                    .containsEntry("readOnlyDirectories", List.of(layer.toRealPath().toString())));
  }

  @Test
  void info_withSharedTier_saysWhereWithoutThePassword() {
    runner()
        .withPropertyValues(
            "wasm.cache.shared.type=redis",
            "wasm.cache.shared.redis.url=redis://user:password@127.0.0.1:1/2",
            "wasm.cache.shared.integrity=unsafe")
        .run(
            context ->
                assertThat(info(context))
                    .containsEntry(
                        "shared",
                        Map.of(
                            "type", "redis",
                            "address", "redis://127.0.0.1:1/2",
                            "access", "read-write")));
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory).withPropertyValues("management.info.wasmcache.enabled=true");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> info(ApplicationContext context) {
    Info.Builder builder = new Info.Builder();
    context.getBean(InfoContributor.class).contribute(builder);
    return (Map<String, Object>) builder.build().get("wasmCache");
  }
}
