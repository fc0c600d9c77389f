package dev.wasmcache.spring.aot;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application that was processed ahead of time, with settings that it gets only when it starts.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("one-jdk")
final class LateSettingsTest {

  @TempDir static Path directory;
  private static ProcessedApplication processed;

  /** A value for each property that differs from its default. */
  private static final Map<String, String[]> VALUES = values();

  /** Properties whose effect is not visible from outside. They are read when they are needed. */
  private static final Set<String> OF_THE_FRAMEWORK =
      Set.of("management.endpoint.wasmcache.cache.time-to-live");

  @BeforeAll
  static void process() throws Exception {
    Files.write(directory.resolve("one.wasm"), Modules.answering(1));
    processed = ProcessedApplication.in(directory.resolve("aot"));
  }

  @Test
  void A02_start_eachPropertySetLate_takesEffectOrIsWarnedOf(CapturedOutput output)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    Map<String, String> without = processed.startUnprocessed();
    for (Map.Entry<String, String[]> late : VALUES.entrySet()) {
      Map<String, String> usual = processed.startUnprocessed(late.getValue());
      int before = output.length();
      Map<String, String> actual = processed.start(late.getValue());
      String log = output.toString().substring(before);
      boolean said =
          log.contains("WARN")
              && log.contains("'" + late.getKey())
              && log.contains("comes too late");
      if (usual.equals(without)) {
        wrong.add(late.getKey() + " has no effect that this test sees");
      } else if (!actual.equals(usual) && !said) {
        wrong.add(late.getKey() + " is ignored:\n    " + actual + "\n    " + usual);
      } else if (actual.equals(usual) && log.contains("comes too late")) {
        wrong.add(late.getKey() + " is warned of and takes effect");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void start_modulesNamedLate_areInjectedAndWatched() throws Exception {
    String location = "wasm.modules.one.location=file:" + directory.resolve("one.wasm");
    assertThat(processed.start())
        .containsEntry("Injected", "none")
        .containsEntry("watching", "false");
    assertThat(processed.start(location))
        .containsEntry("Injected", "true 1")
        .containsEntry("watching", "false");
    assertThat(processed.start(location, "wasm.modules.one.reload=true"))
        .containsEntry("Injected", "true 1")
        .containsEntry("watching", "true");
  }

  @Test
  void reload_ofModuleNamedLate_isWhatTheInjectedHandleStandsFor(@TempDir Path modules)
      throws Exception {
    Path file = Files.write(modules.resolve("one.wasm"), Modules.answering(1));
    Path replacement = Files.write(modules.resolve("new"), Modules.answering(2));
    assertThat(
            processed.startAndReload(
                file,
                replacement,
                "true 2",
                "wasm.modules.one.location=file:" + file,
                "wasm.modules.one.reload=true"))
        .doesNotContainKey("failed")
        .containsEntry("Injected", "true 2");
  }

  /** What is known while the application is processed must not be written into its code. */
  @Test
  void start_modulesNamedDifferentlyLate_areThoseOfTheStart(@TempDir Path other) throws Exception {
    ProcessedApplication named =
        ProcessedApplication.in(other, "--wasm.modules.one.location=file:/none.wasm");
    assertThat(named.start("wasm.modules.one.location=file:" + directory.resolve("one.wasm")))
        .containsEntry("Injected", "true 1");
  }

  @Test
  void A02_values_haveEveryProperty() throws Exception {
    List<String> names = new ArrayList<>();
    try (var metadata =
        getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      assertThat(metadata).isNotNull();
      JsonMapper.shared()
          .readTree(metadata)
          .at("/properties")
          .forEach(property -> names.add(property.at("/name").asString()));
    }
    assertThat(names).anyMatch(name -> name.startsWith("wasm.cache.warm-up."));
    names.removeAll(OF_THE_FRAMEWORK);
    assertThat(VALUES).containsKeys(names.toArray(String[]::new));
  }

  @Test
  void A03_run_trainingWithModulesNamedLate_fillsTheDirectory() throws Exception {
    Path log = directory.resolve("training.log");
    assertThat(
            processed.run(
                log,
                List.of("-Dspring.context.exit=onRefresh"),
                "wasm.cache.warm-up.modules=file:" + directory + "/*.wasm"))
        .isZero();
    assertThat(log).content().contains("warm-up 1 of 1: 'one'");
  }

  @Test
  void A03_run_trainingWithMissingModuleNamedLate_exitsWithAnError() throws Exception {
    Path log = directory.resolve("failure.log");
    assertThat(
            processed.run(
                log,
                List.of("-Dspring.context.exit=onRefresh"),
                "wasm.cache.warm-up.modules=file:" + directory + "/none/*.wasm",
                "wasm.cache.warm-up.on-failure=fail"))
        .isEqualTo(1);
    assertThat(log).content().contains("APPLICATION FAILED TO START", "/none/*.wasm' is missing");
  }

  @Test
  void A04_start_enabledLate_warnsThatThereIsNoCache(@TempDir Path other, CapturedOutput output)
      throws Exception {
    ProcessedApplication without = ProcessedApplication.in(other, "--wasm.cache.enabled=false");
    assertThat(without.start("wasm.cache.enabled=true")).containsEntry("CompilationCache", "none");
    assertThat(output).contains("'wasm.cache.enabled' comes too late for the cache");
    int before = output.length();
    without.start("wasm.cache.enabled=false", "management.info.wasmcache.enabled=true");
    assertThat(output.toString().substring(before)).doesNotContain("comes too late");
  }

  @Test
  void A05_start_switchedOffLate_isOff(@TempDir Path other, CapturedOutput output)
      throws Exception {
    ProcessedApplication all =
        ProcessedApplication.in(
            other,
            "--management.endpoints.web.exposure.include=*",
            "--management.info.wasmcache.enabled=true");
    String exposed = "management.endpoints.web.exposure.include=*";
    String info = "management.info.wasmcache.enabled=true";
    assertThat(all.start(exposed, info))
        .containsEntry("GET /actuator/wasmcache", "200")
        .containsEntry("GET /actuator/wasmcache/archive", "200");
    for (String narrower :
        new String[] {
          "management.endpoints.web.exposure.exclude=wasmcache",
          "management.endpoint.wasmcache.access=NONE",
          "management.endpoints.access.default=NONE"
        }) {
      assertThat(all.start(exposed, info, narrower))
          .as(narrower)
          .containsEntry("GET /actuator/wasmcache", "404")
          .containsEntry("GET /actuator/wasmcache/archive", "404")
          .containsEntry("GET /null/archive", "404");
    }
    assertThat(output).doesNotContain("comes too late");
    assertThat(all.start(exposed)).containsKey("InfoEndpoint");
    assertThat(output).contains("'management.info.wasmcache.enabled' comes too late to leave out");
  }

  private static Map<String, String[]> values() {
    String key = "wasm.cache.integrity.keys[0].";
    String secret = SigningKeys.secret();
    var pair = SigningKeys.generate("Ed25519");
    Map<String, String[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> one :
        List.of(
            entry("wasm.cache.enabled", "false"),
            entry("wasm.cache.name", "other"),
            entry("wasm.cache.mode", "bypass"),
            entry("wasm.cache.max-entry-size", "3MB"),
            entry("wasm.cache.timeout", "3s"),
            entry("wasm.cache.generation", "3"),
            entry("wasm.cache.memory.max-size", "0"),
            entry("wasm.cache.disk.enabled", "false"),
            entry("wasm.cache.disk.max-size", "30MB"),
            entry("wasm.cache.disk.max-idle", "3d"),
            entry("wasm.cache.disk.min-free-space", "3MB"),
            entry("wasm.cache.disk.required", "true"),
            entry("wasm.cache.disk.trust-parents", "true"),
            entry("wasm.cache.modules.max-size", "3MB"),
            entry("wasm.cache.compile.max-concurrent", "3"),
            entry("wasm.cache.compile.max-wait", "3s"),
            entry("wasm.cache.engine.default", "endive"),
            entry("wasm.cache.engine.keep-code", "true"),
            entry("wasm.cache.engine.interpreter-fallback", "fail"),
            entry("wasm.cache.engine.interpreted-functions", "3"),
            entry("wasm.cache.engine.max-functions-per-class", "3"),
            entry("wasm.cache.engine.class-name", "com.example.Other"),
            entry("wasm.cache.health.fail-on", "disk"),
            entry("wasm.cache.verify.sample-rate", "3"),
            entry("wasm.cache.shared.integrity", "unsafe"),
            entry("wasm.cache.shared.access", "read-only"),
            entry("wasm.cache.shared.timeout", "3s"),
            entry("wasm.cache.shared.max-entry-size", "3MB"),
            entry("wasm.cache.shared.key-prefix", "other"),
            entry("wasm.cache.shared.time-to-live", "3d"),
            entry("wasm.cache.shared.uploads.threads", "3"),
            entry("wasm.cache.shared.uploads.max-queued", "3"),
            entry("wasm.cache.shared.uploads.max-queued-size", "99MB"),
            entry("wasm.cache.shared.uploads.timeout", "3s"),
            entry("wasm.cache.shared.uploads.close-timeout", "3s"),
            entry("wasm.cache.shared.redis.cluster", "true"),
            entry("wasm.cache.shared.redis.ssl-bundle", "other"),
            entry("wasm.cache.shared.s3.bucket", "other"),
            entry("wasm.cache.shared.s3.region", "other"),
            entry("wasm.cache.shared.s3.endpoint", "http://localhost:1"),
            entry("wasm.cache.shared.s3.path-style", "true"),
            entry("wasm.cache.warm-up.mode", "background"),
            entry("wasm.cache.warm-up.on-failure", "warn"),
            entry("wasm.cache.warm-up.parallelism", "3"),
            entry("wasm.cache.warm-up.pin", "true"),
            entry("wasm.cache.warm-up.module-cache", "endiveModules"),
            entry("management.health.wasmcache.enabled", "false"),
            entry("management.endpoints.web.exposure.include", "wasmcache"))) {
      values.put(one.getKey(), new String[] {one.getKey() + "=" + one.getValue()});
    }
    values.put(
        "wasm.cache.disk.directory",
        new String[] {"wasm.cache.disk.directory=${java.io.tmpdir}/wasm-cache-late-settings"});
    values.put(
        "wasm.cache.disk.read-only-directories",
        new String[] {"wasm.cache.disk.read-only-directories=/does-not-exist"});
    values.put("wasm.cache.integrity.keys", new String[] {key + "id=a", key + "secret=" + secret});
    values.put(
        "wasm.cache.integrity.keys[].public-key",
        new String[] {
          key + "id=a",
          key + "public-key=" + SigningKeys.base64(pair.getPublic()),
          key + "private-key=" + SigningKeys.base64(pair.getPrivate())
        });
    values.put(
        "wasm.cache.integrity.retired-keys",
        new String[] {
          key + "id=a", key + "secret=" + secret, "wasm.cache.integrity.retired-keys=old"
        });
    values.put(
        "wasm.cache.shared.type",
        new String[] {
          key + "id=a",
          key + "secret=" + secret,
          "wasm.cache.shared.type=s3",
          "wasm.cache.shared.s3.bucket=other",
          "wasm.cache.shared.s3.region=eu-west-1",
          "wasm.cache.shared.s3.endpoint=http://localhost:1"
        });
    values.put(
        "wasm.cache.shared.redis.url",
        new String[] {
          key + "id=a",
          key + "secret=" + secret,
          "wasm.cache.shared.type=redis",
          "wasm.cache.shared.redis.url=redis://localhost:1"
        });
    values.put(
        "wasm.modules", new String[] {"wasm.modules.seven.location=classpath:/warm/seven.wasm"});
    values.put(
        "wasm.cache.warm-up.modules",
        new String[] {"wasm.cache.warm-up.modules=classpath:/warm/*.wasm"});
    values.put(
        "management.info.wasmcache.enabled",
        new String[] {
          "management.info.wasmcache.enabled=true", "management.endpoints.web.exposure.include=info"
        });
    values.put(
        "management.endpoint.wasmcache.access",
        new String[] {
          "management.endpoint.wasmcache.access=UNRESTRICTED",
          "management.endpoints.web.exposure.include=wasmcache"
        });
    return values;
  }
}
