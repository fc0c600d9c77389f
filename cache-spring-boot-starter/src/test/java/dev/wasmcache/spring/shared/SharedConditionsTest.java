package dev.wasmcache.spring.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.EntryContent;
import dev.wasmcache.SharedTier;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.TierAccess;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.stats.Tier;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** When there is a shared tier, and which. Nothing here connects to a server. */
@ExtendWith(OutputCaptureExtension.class)
final class SharedConditionsTest {

  private static final String REDIS = "wasm.cache.shared.type=redis";
  private static final String URL = "wasm.cache.shared.redis.url=redis://127.0.0.1:1";

  @TempDir Path directory;

  @Test
  void start_default_sharesNothing() {
    Host.withKeys(directory)
        .run(
            context -> {
              assertThat(context.getBean(SharedTier.class)).isSameAs(SharedTier.none());
              assertThat(tiers(context)).doesNotContain(Tier.SHARED);
            });
  }

  @Test
  void start_withoutAnyStore_sharesNothing() {
    Host.withKeys(directory)
        .withClassLoader(
            new FilteredClassLoader(
                "dev.wasmcache.redis",
                "dev.wasmcache.s3",
                "io.lettuce",
                "software.amazon",
                "org.springframework.boot.data.redis"))
        .run(context -> assertThat(context).hasSingleBean(SharedTier.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "s3"})
  void start_moduleMissing_isRefusedWithTheDependency(String type) {
    Host.withKeys(directory, "wasm.cache.shared.type=" + type)
        .withClassLoader(new FilteredClassLoader("dev.wasmcache." + type))
        .run(
            context ->
                assertThatItRefused(context)
                    .withMessageContaining("'wasm.cache.shared.type' has the value '" + type + "'")
                    .withMessageContaining(
                        "Add the dependency 'dev.wasmcache:wasm-cache-" + type + "'"));
  }

  @Test
  void start_withoutSpringData_usesTheUrl() {
    Host.withKeys(directory, REDIS, URL)
        .withClassLoader(new FilteredClassLoader(DataRedisConnectionDetails.class, S3Store.class))
        .run(context -> assertThat(address(context)).isEqualTo("redis://127.0.0.1:1/0"));
  }

  @Test
  void start_withoutKeys_isRefusedWithRemedy() {
    StarterRunner.in(directory)
        .withPropertyValues(REDIS, URL)
        .run(
            context ->
                assertThatItRefused(context)
                    .withMessageContaining("'wasm.cache.integrity.keys' is missing")
                    .withMessageContaining("openssl rand -base64 32")
                    .withMessageContaining("wasm.cache.shared.integrity=unsafe"));
  }

  @Test
  void start_withoutKeysAsAnApplication_printsWhatToDo(CapturedOutput output) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    assertThatThrownBy(
            () ->
                application.run(
                    "--" + REDIS, "--" + URL, "--wasm.cache.disk.directory=" + directory))
        .isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("The property 'wasm.cache.integrity.keys' is missing, and hosts share a store")
        .contains("openssl rand -base64 32")
        .doesNotContain("\tat ");
  }

  @Test
  void start_withoutKeysButUnsafe_startsAndWarns(CapturedOutput output) {
    StarterRunner.in(directory)
        .withPropertyValues(REDIS, URL, "wasm.cache.shared.integrity=unsafe")
        .run(context -> assertThat(tiers(context)).contains(Tier.SHARED));
    assertThat(output).contains("WARN", "can run code in this application");
  }

  @Test
  void start_withKeys_doesNotWarn(CapturedOutput output) {
    Host.withKeys(directory, REDIS, URL, "wasm.cache.shared.integrity=unsafe")
        .run(context -> assertThat(tiers(context)).contains(Tier.SHARED));
    assertThat(output).doesNotContain("can run code in this application");
  }

  @Test
  void start_bypass_sharesNothing() {
    StarterRunner.in(directory)
        .withPropertyValues(REDIS, URL, "wasm.cache.mode=bypass")
        .run(context -> assertThat(tiers(context)).doesNotContain(Tier.SHARED));
  }

  @Test
  void start_readOnly_isPassedOn() {
    Host.withKeys(directory, REDIS, URL, "wasm.cache.shared.access=read-only")
        .run(
            context -> {
              SharedTier tier = context.getBean(SharedTier.class);
              assertThat(tier.access()).isEqualTo(TierAccess.READ_ONLY);
              assertThat(tier.toString()).contains("redis://127.0.0.1:1/0");
            });
  }

  @Test
  void start_noAddressAnywhere_isRefused() {
    Host.withKeys(directory, REDIS)
        .run(
            context ->
                assertThatItRefused(context)
                    .withMessageContaining("'wasm.cache.shared.redis.url' is missing"));
  }

  @Test
  void start_noBucket_isRefused() {
    Host.withKeys(directory, "wasm.cache.shared.type=s3")
        .run(
            context ->
                assertThatItRefused(context)
                    .withMessageContaining("'wasm.cache.shared.s3.bucket' is missing"));
  }

  @Test
  void start_unknownBundle_isRefused() {
    Host.withKeys(directory, REDIS, URL, "wasm.cache.shared.redis.ssl-bundle=nobody")
        .run(
            context ->
                assertThatItRefused(context)
                    .withMessageContaining("'wasm.cache.shared.redis.ssl-bundle'")
                    .withMessageContaining("spring.ssl.bundle"));
  }

  @Test
  void start_brokenUrl_isRefusedAndNotShown(CapturedOutput output) {
    Host.withKeys(directory, REDIS, "wasm.cache.shared.redis.url=redis://user:pa ss-word@host:port")
        .run(
            context -> {
              assertThatItRefused(context)
                  .withMessageContaining("'wasm.cache.shared.redis.url' is not a Redis address");
              assertThat(context.getStartupFailure()).asString().doesNotContain("ss-word");
            });
    assertThat(output).doesNotContain("ss-word");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wasm.cache.compile.max-wait                | -1s     | Set it to a time
          wasm.cache.shared.timeout                  | 0       | Set it to a time
          wasm.cache.shared.max-entry-size           | 4GB     | from 1MB to 2047MB
          wasm.cache.shared.key-prefix               | a{b}    | letters, digits
          wasm.cache.shared.time-to-live             | 10ms    | Set it to 1s or more
          wasm.cache.shared.uploads.threads          | 0       | Set it to 1 or more
          wasm.cache.shared.uploads.max-queued       | 0       | read-only
          wasm.cache.shared.uploads.max-queued-size  | 10KB    | Set it to 1MB or more
          wasm.cache.shared.uploads.max-queued-size  | 10MB    | lower the other one
          wasm.cache.shared.uploads.timeout          | 0       | Set it to a time
          wasm.cache.shared.uploads.close-timeout    | -1s     | Set it to a time
          wasm.cache.shared.s3.endpoint              | http://u:p@h | value not shown
          """)
  void start_wrongValue_isRefusedWithRemedy(String property, String value, String remedy) {
    Host.withKeys(directory, REDIS, URL, property + "=" + value)
        .run(
            context ->
                assertThatItRefused(context)
                    .withMessageContaining("'" + property + "'")
                    .withMessageContaining(remedy));
  }

  @Test
  void start_ownTier_takesThePlace() {
    NoStore own = new NoStore();
    Host.withKeys(directory, REDIS, URL)
        .withBean(
            SharedTier.class, () -> SharedTier.builder(own).access(TierAccess.READ_ONLY).build())
        .run(
            context -> {
              assertThat(context.getBean(SharedTier.class).store()).containsSame(own);
              assertThat(tiers(context)).contains(Tier.SHARED);
            });
    assertThat(own.closed).isTrue();
  }

  @Test
  void start_ownTierWithoutKeys_isRefused() {
    StarterRunner.in(directory)
        .withBean(
            SharedTier.class,
            () -> SharedTier.builder(new NoStore()).name("own", "nowhere").build())
        .run(context -> assertThatItRefused(context).withMessageContaining("share a store (own)"));
  }

  @Test
  void start_ownCache_hasNoTier() {
    StarterRunner.in(directory)
        .withPropertyValues(REDIS, URL)
        .withBean(CompilationCache.class, () -> CompilationCache.builder().build())
        .run(context -> assertThat(context.getBean(SharedTier.class)).isSameAs(SharedTier.none()));
  }

  @Test
  void properties_text_hidesTheUrl() {
    assertThat(
            new WasmCacheSharedProperties.Redis("redis://user:password@host", false, null)
                .toString())
        .doesNotContain("password");
    assertThat(RedisAddress.parse("rediss://user:password@host:7/3", false).toString())
        .isEqualTo("rediss://host:7/3");
  }

  private static ThrowableAssertAlternative<InvalidSettingException> assertThatItRefused(
      AssertableApplicationContext context) {
    assertThat(context).hasFailed();
    Throwable failure = context.getStartupFailure();
    while (failure.getCause() != null && !(failure instanceof InvalidSettingException)) {
      failure = failure.getCause();
    }
    Throwable found = failure;
    return assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () -> {
              throw found;
            });
  }

  private static String address(AssertableApplicationContext context) {
    return context.getBean(SharedTier.class).address();
  }

  private static Set<Tier> tiers(AssertableApplicationContext context) {
    return context.getBean(CompilationCache.class).stats().tiers().keySet();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(WasmCacheAutoConfiguration.class)
  static class Application {}

  /** A store that the application provides. It only has to exist. */
  private static final class NoStore implements ArtifactStore {
    private boolean closed;

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      return Optional.empty();
    }

    @Override
    public void put(CacheKey key, EntryContent content) {}

    @Override
    public boolean delete(CacheKey key) {
      return false;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
