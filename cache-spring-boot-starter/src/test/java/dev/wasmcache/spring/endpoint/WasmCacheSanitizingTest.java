package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.spring.SigningKeys;
import dev.wasmcache.spring.StarterRunner;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

final class WasmCacheSanitizingTest {

  private static final String SECRET = SigningKeys.secret();

  @TempDir Path directory;

  @Test
  void apply_secretHoweverItIsWritten_isMasked() {
    runner()
        .run(
            context -> {
              SanitizingFunction function = context.getBean(SanitizingFunction.class);
              assertThat(apply(function, "wasm.cache.integrity.keys[0].secret")).isNotEqualTo("x");
              assertThat(apply(function, "WASM_CACHE_INTEGRITY_KEYS_12_SECRET")).isNotEqualTo("x");
              assertThat(apply(function, "wasm.cache.integrity.keys[0].private-key"))
                  .isNotEqualTo("x");
              assertThat(apply(function, "WASM_CACHE_INTEGRITY_KEYS_0_PRIVATEKEY"))
                  .isNotEqualTo("x");
              assertThat(apply(function, "wasm.cache.shared.redis.url")).isNotEqualTo("x");
              assertThat(apply(function, "WASM_CACHE_SHARED_REDIS_URL")).isNotEqualTo("x");
              assertThat(apply(function, "wasm.cache.shared.redis.cluster")).isEqualTo("x");
              assertThat(apply(function, "wasm.cache.integrity.keys[0].public-key")).isEqualTo("x");
              assertThat(apply(function, "wasm.cache.integrity.keys[0].id")).isEqualTo("x");
              assertThat(apply(function, "wasm.cache.name")).isEqualTo("x");
            });
  }

  private static Object apply(SanitizingFunction function, String key) {
    MapPropertySource source = new MapPropertySource("test", Map.of());
    return function.apply(new SanitizableData(source, key, "x")).getValue();
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory)
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=a", "wasm.cache.integrity.keys[0].secret=" + SECRET);
  }
}
