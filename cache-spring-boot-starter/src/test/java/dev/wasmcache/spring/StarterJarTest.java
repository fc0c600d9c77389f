package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

/** Contents of the jar whose absence or misspelling causes no error. */
final class StarterJarTest {

  @Test
  void autoConfigurations_registered_areAllThatExist() {
    assertThat(ours())
        .hasSize(9)
        .allMatch(name -> ClassUtils.isPresent(name, null))
        .contains(WasmCacheAutoConfiguration.class.getName());
  }

  @Test
  void autoConfigurations_orderedByName_nameClassesThatExist() {
    assertThat(
            ours()
                .map(name -> ClassUtils.resolveClassName(name, null))
                .map(type -> type.getAnnotation(AutoConfiguration.class))
                .flatMap(
                    order ->
                        Stream.concat(
                            Arrays.stream(order.afterName()), Arrays.stream(order.beforeName()))))
        .isNotEmpty()
        .allMatch(name -> ClassUtils.isPresent(name, null));
  }

  private static Stream<String> ours() {
    return ImportCandidates.load(AutoConfiguration.class, null).getCandidates().stream()
        .filter(name -> name.startsWith("dev.wasmcache."));
  }

  @Test
  void metadata_built_describesEveryProperty() throws IOException {
    assertThat(resource("META-INF/spring-configuration-metadata.json"))
        .contains(
            "\"wasm.cache.enabled\"",
            "\"wasm.cache.mode\"",
            "\"wasm.cache.disk.directory\"",
            "\"wasm.cache.disk.max-idle\"",
            "\"wasm.cache.integrity.keys\"",
            "\"wasm.cache.integrity.retired-keys\"",
            "\"wasm.cache.engine.keep-code\"",
            "\"wasm.cache.compile.max-wait\"",
            "\"wasm.cache.shared.type\"",
            "\"wasm.cache.shared.integrity\"",
            "\"wasm.cache.shared.redis.url\"",
            "\"wasm.cache.shared.s3.bucket\"",
            "\"wasm.cache.shared.uploads.max-queued\"",
            "write access there is enough to run code in the application",
            "\"wasm.cache.disk.read-only-directories\"",
            "\"wasm.cache.warm-up.modules\"",
            "\"wasm.cache.warm-up.on-failure\"",
            "nothing is compiled: a missing module is an error",
            "\"management.endpoint.wasmcache.access\"",
            "\"management.health.wasmcache.enabled\"",
            "\"management.info.wasmcache.enabled\"",
            "\"wasm.cache.health.fail-on\"")
        .containsPattern("\"defaultValue\": \"2GB\"");
  }

  /** Without it, an application that was processed ahead of time warns of no late setting. */
  @Test
  void processors_registered_exist() throws IOException {
    Properties factories = new Properties();
    try (InputStream in = open("META-INF/spring/aot.factories")) {
      factories.load(in);
    }
    assertThat(factories.values())
        .isNotEmpty()
        .allMatch(name -> ClassUtils.isPresent((String) name, null));
  }

  @Test
  void conditions_built_areIndexed() throws IOException {
    Properties index = new Properties();
    try (InputStream in = open("META-INF/spring-autoconfigure-metadata.properties")) {
      index.load(in);
    }
    assertThat(index.stringPropertyNames()).contains(WasmCacheAutoConfiguration.class.getName());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns the starter's own resource, not that of another jar. */
  private static InputStream open(String name) throws IOException {
    return new URL(
            WasmCacheAutoConfiguration.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()
                + name)
        .openStream();
  }
}
