package dev.wasmcache.spring.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.SigningKeys;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Keys in the configuration: what they do, and what is refused without showing them. */
@ExtendWith(OutputCaptureExtension.class)
final class KeysTest {

  private static final KeyPair PAIR = SigningKeys.generate("Ed25519");
  private static final KeyPair OTHER = SigningKeys.generate("Ed25519");
  private static final String PUBLIC = SigningKeys.base64(PAIR.getPublic());
  private static final String PRIVATE = SigningKeys.base64(PAIR.getPrivate());
  private static final String SECRET = SigningKeys.secret();
  private static final CompileRequest REQUEST = Modules.request(1);
  private static final int PART = 8;

  @TempDir Path directory;

  static Stream<Arguments> wrongKeys() {
    KeyPair edwards448 = SigningKeys.generate("Ed448");
    KeyPair curve = SigningKeys.generate("EC");
    return Stream.of(
            wrong("0.secret", "is set although other keys are public", "a public key for each")
                .with("0.secret", SECRET, "1.public-key", PUBLIC),
            wrong("1.secret", "is set although other keys are public", "a public key for each")
                .with("0.public-key", PUBLIC, "1.secret", SECRET),
            wrong("0.secret", "is set although other keys are public", "a public key for each")
                .with("0.public-key", PUBLIC, "0.secret", SECRET),
            wrong("0.public-key", "is missing", "openssl pkey -pubout")
                .with("0.private-key", PRIVATE),
            wrong("0.private-key", "does not belong to", "openssl pkey -pubout")
                .with(
                    "0.public-key",
                    PUBLIC,
                    "0.private-key",
                    SigningKeys.base64(OTHER.getPrivate())),
            wrong("1.private-key", "does not belong to", "openssl pkey -pubout")
                .with("0.public-key", PUBLIC, "0.private-key", PRIVATE)
                .with(
                    "1.public-key",
                    SigningKeys.base64(OTHER.getPublic()),
                    "1.private-key",
                    PRIVATE),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.base64(edwards448.getPublic())),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.base64(curve.getPublic())),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", PRIVATE),
            wrong("0.public-key", "whose label is not PUBLIC KEY", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.pem("PRIVATE KEY", PAIR.getPrivate())),
            wrong("0.public-key", "neither Base64 nor a PEM text", "openssl pkey -pubout")
                .with("0.public-key", "{" + PUBLIC),
            wrong("0.private-key", "is not an Ed25519 private key", "openssl genpkey")
                .with(
                    "0.public-key",
                    PUBLIC,
                    "0.private-key",
                    SigningKeys.base64(curve.getPrivate())),
            wrong("0.private-key", "is not an Ed25519 private key", "openssl genpkey")
                .with("0.public-key", PUBLIC, "0.private-key", PRIVATE.substring(0, 40)),
            wrong("0.private-key", "whose label is not PRIVATE KEY", "openssl genpkey")
                .with(
                    "0.public-key",
                    PUBLIC,
                    "0.private-key",
                    SigningKeys.pem("ENCRYPTED PRIVATE KEY", PAIR.getPrivate())),
            wrong("0.private-key", "neither Base64 nor a PEM text", "openssl genpkey")
                .with("0.public-key", PUBLIC, "0.private-key", PRIVATE + "!"),
            wrong("0.private-key", "neither Base64 nor a PEM text", "openssl genpkey")
                .with(
                    "0.public-key",
                    PUBLIC,
                    "0.private-key",
                    "-----BEGIN PRIVATE KEY-----" + PRIVATE),
            wrong("0.private-key", "is not an Ed25519 private key", "openssl genpkey")
                .with("0.public-key", PUBLIC, "0.private-key", " "))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("wrongKeys")
  void start_wrongKey_namesPropertyAndRemedyAndShowsNoKey(Wrong wrong, CapturedOutput output) {
    Throwable failure = catchThrowable(() -> start(wrong.properties()));
    assertThat(failure).isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "The property '" + wrong.property() + "'")
        .contains(wrong.problem(), wrong.remedy())
        .doesNotContain("\tat ");
    for (Map.Entry<String, String> setting : wrong.settings().entrySet()) {
      if (!setting.getKey().endsWith("public-key") || setting.getValue().contains("PRIVATE")) {
        assertShowsNoPart(stackTrace(failure) + output, setting.getValue());
      }
    }
    assertShowsNoPart(stackTrace(failure) + output, PRIVATE);
  }

  static Stream<Arguments> unusableKeys() {
    String zeros = "00".repeat(30);
    String pem = SigningKeys.pem("PUBLIC KEY", PAIR.getPublic());
    return Stream.of(
            wrong("0.public-key", "it is a point of small order", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("01" + zeros + "00")),
            wrong("1.public-key", "it is a point of small order", "openssl pkey -pubout")
                .with("0.public-key", PUBLIC, "0.private-key", PRIVATE)
                .with("1.public-key", SigningKeys.publicKey("00" + zeros + "80")),
            wrong("0.public-key", "it is not a point on the curve", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("02" + zeros + "00")),
            wrong("0.public-key", "it is not in canonical form", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("ee" + "ff".repeat(30) + "7f")),
            wrong("0.public-key", "it is a point outside the subgroup", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("03" + zeros + "00")),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("ff")),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("ff".repeat(33))),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.publicKey("")),
            // The point alone, without its DER encoding.
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", PUBLIC.substring(16)),
            wrong("0.public-key", "neither Base64 nor a PEM text", "openssl pkey -pubout")
                .with("0.public-key", pem.substring(0, pem.length() / 2)),
            wrong("0.public-key", "neither Base64 nor a PEM text", "openssl pkey -pubout")
                .with("0.public-key", "/etc/keys/public.pem\u0000"),
            wrong("0.public-key", "is not an Ed25519 public key", "openssl pkey -pubout")
                .with("0.public-key", "-----BEGIN PUBLIC KEY----- -----END PUBLIC KEY-----"),
            wrong("0.public-key", "whose label is not PUBLIC KEY", "openssl pkey -pubout")
                .with("0.public-key", SigningKeys.pem("CERTIFICATE", PAIR.getPublic())),
            wrong("0.public-key", "is missing", "openssl pkey -pubout").with("0.public-key", "  "),
            wrong("0.secret", "is one repeated byte", "openssl rand -base64 32")
                .with("0.secret", Base64.getEncoder().encodeToString(new byte[32])),
            wrong("1.secret", "is one repeated byte", "openssl rand -base64 32")
                .with("0.secret", SECRET, "1.secret", "/".repeat(64)))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("unusableKeys")
  void K08_start_unusableKey_namesPropertyAndRemedy(Wrong wrong, CapturedOutput output) {
    assertThat(catchThrowable(() -> start(wrong.properties()))).isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "The property '" + wrong.property() + "' ")
        .contains(wrong.problem(), wrong.remedy())
        .doesNotContain("\tat ");
  }

  @Test
  void start_retiredKeyInUseOrBad_namesProperty(CapturedOutput output) {
    for (String id : new String[] {"a", "no name"}) {
      assertThat(
              catchThrowable(
                  () ->
                      start(
                          List.of(
                              key(0, "id", "a"),
                              key(0, "secret", SECRET),
                              "wasm.cache.integrity.retired-keys=" + id))))
          .isNotNull();
      assertThat(output)
          .contains("The property 'wasm.cache.integrity.retired-keys' has the value '" + id + "'");
    }
    assertShowsNoPart(output.toString(), SECRET);
  }

  @Test
  void start_retiredKeysAndNoKey_isRefused(CapturedOutput output) {
    assertThat(catchThrowable(() -> start(List.of("wasm.cache.integrity.retired-keys=old"))))
        .isNotNull();
    assertThat(output).contains("has a value, but there are no keys");
  }

  @Test
  void start_builderAndApplication_storesAndReads(CapturedOutput output) {
    StarterRunner.in(directory)
        .withPropertyValues(builder(PUBLIC, PRIVATE))
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              cache.getOrCompile(REQUEST, Modules::artifact);
              assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.STORED)).isEqualTo(1);
            });
    assertThat(output).doesNotContain("none is stored");
    StarterRunner.in(directory)
        .withPropertyValues(
            key(0, "id", "k1"),
            key(0, "public-key", SigningKeys.pem("PUBLIC KEY", PAIR.getPublic())))
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              cache.getOrCompile(REQUEST, request -> fail("compiled again"));
              cache.getOrCompile(Modules.request(2), Modules::artifact);
              cache.getOrCompile(Modules.request(3), Modules::artifact);
              TierStats disk = cache.stats().tier(Tier.DISK);
              assertThat(disk.requests(Outcome.HIT)).isEqualTo(1);
              assertThat(disk.writes(Outcome.SKIPPED)).isEqualTo(2);
            });
    assertThat(output.getOut().lines().filter(line -> line.contains("none is stored"))).hasSize(1);
    assertThat(output).doesNotContain(" WARN ");
  }

  @Test
  void start_keysAsPemText_storesAndReads() {
    StarterRunner.in(directory)
        .withPropertyValues(
            builder(
                SigningKeys.pem("PUBLIC KEY", PAIR.getPublic()),
                SigningKeys.pem("PRIVATE KEY", PAIR.getPrivate()).replace('\n', ' ')))
        .run(
            context -> {
              assertThat(context.getBean(Integrity.class).canWrite()).isTrue();
              WasmCacheProperties properties = context.getBean(WasmCacheProperties.class);
              assertThat(properties.toString()).contains("id=k1");
              assertShowsNoPart(properties + " " + context.getBean(Integrity.class), PRIVATE);
            });
  }

  @Test
  void D12_start_retiredKey_deletesWhatItSigned() {
    StarterRunner.in(directory)
        .withPropertyValues(key(0, "id", "old"), key(0, "secret", SECRET))
        .run(
            context ->
                context.getBean(CompilationCache.class).getOrCompile(REQUEST, Modules::artifact));
    String[] fresh = {key(0, "id", "new"), key(0, "secret", SECRET.toUpperCase())};
    StarterRunner.in(directory)
        .withPropertyValues(fresh)
        .run(context -> assertThat(deletions(context.getBean(CompilationCache.class))).isZero());
    StarterRunner.in(directory)
        .withPropertyValues(fresh)
        .withPropertyValues("wasm.cache.integrity.retired-keys=older,old")
        .run(context -> assertThat(deletions(context.getBean(CompilationCache.class))).isOne());
  }

  private static long deletions(CompilationCache cache) {
    assertThat(cache.get(REQUEST.key())).isEmpty();
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.STALE)).isEqualTo(1);
    return cache.stats().tier(Tier.DISK).deletions();
  }

  @Test
  void D09_start_generationRaised_findsNothingOlder() {
    byte[] wasm = Modules.answering(1);
    for (int generation = 0; generation < 2; generation++) {
      StarterRunner.in(directory)
          .withPropertyValues("wasm.cache.generation=" + generation)
          .run(
              context -> {
                CompilationCache cache = context.getBean(CompilationCache.class);
                Engine<?> engine = context.getBean(Engine.class);
                cache.getOrCompile(
                    CompileRequest.of(wasm, engine.fingerprint()), Modules::artifact);
                assertThat(cache.stats().compilations()).isEqualTo(1);
              });
    }
  }

  private static void assertShowsNoPart(String text, String value) {
    String secret = value.replaceAll("-----[A-Z ]*-----", "").strip();
    // All keys of a kind start alike. Only the last part identifies one.
    for (int from = Math.max(0, secret.length() - 40); from + PART < secret.length(); from++) {
      assertThat(text).doesNotContain(secret.substring(from, from + PART));
    }
  }

  private static String[] builder(String publicKey, String privateKey) {
    return new String[] {
      key(0, "id", "k1"), key(0, "public-key", publicKey), key(0, "private-key", privateKey)
    };
  }

  private static String key(int index, String name, String value) {
    return "wasm.cache.integrity.keys[" + index + "]." + name + "=" + value;
  }

  private static Wrong wrong(String setting, String problem, String remedy) {
    return new Wrong(property(setting), problem, remedy, Map.of());
  }

  private static String property(String setting) {
    return "wasm.cache.integrity.keys[" + setting.charAt(0) + "]" + setting.substring(1);
  }

  /** A configuration and the expected message. */
  private record Wrong(
      String property, String problem, String remedy, Map<String, String> settings) {

    Wrong with(String... more) {
      Map<String, String> all = new TreeMap<>(settings);
      for (int i = 0; i < more.length; i += 2) {
        all.put(KeysTest.property(more[i]), more[i + 1]);
        all.put(KeysTest.property(more[i].charAt(0) + ".id"), "k" + more[i].charAt(0));
      }
      return new Wrong(property, problem, remedy, all);
    }

    List<String> properties() {
      List<String> properties = new ArrayList<>();
      settings.forEach((name, value) -> properties.add(name + "=" + value));
      return properties;
    }

    @Override
    public String toString() {
      return property + " " + problem;
    }
  }

  private void start(List<String> properties) {
    SpringApplication application =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .properties("wasm.cache.disk.directory=" + directory.resolve("cache"))
            .build();
    application.run(properties.stream().map(text -> "--" + text).toArray(String[]::new)).close();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(WasmCacheAutoConfiguration.class)
  static class Application {}
}
