package dev.wasmcache.spring.shared;

import dev.wasmcache.CacheMode;
import dev.wasmcache.SharedTier;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.definition.LazyProperties;
import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.SetProperties;
import io.lettuce.core.RedisURI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Configures what the tier that hosts share needs, if a property of it is set. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WasmCacheSharedProperties.class)
@Import(LazyProperties.class)
public final class SharedConfiguration {

  private static final String CACHE = "wasmCompilationCache";

  /**
   * Returns the tier of a context; none if the application has a cache of its own. The properties
   * decide what is used when the application starts, even if it was processed ahead of time.
   *
   * @throws InvalidSettingException if something is missing
   */
  public static SharedTier tier(ConfigurableListableBeanFactory beans) {
    if (!beans.containsBeanDefinition(CACHE)
        || !SetProperties.below(
            beans.getBean(Environment.class), WasmCacheSharedProperties.PREFIX)) {
      return SharedTier.none();
    }
    WasmCacheSharedProperties properties = beans.getBean(WasmCacheSharedProperties.class);
    WasmCacheSharedProperties.Type type = properties.type();
    if (type == WasmCacheSharedProperties.Type.NONE
        || beans.getBean(WasmCacheProperties.class).mode() == CacheMode.BYPASS) {
      return SharedTier.none();
    }
    return beans.getBeanProvider(SharedTierFactory.class).stream()
        .filter(factory -> factory.type() == type)
        .findFirst()
        .orElseThrow(() -> noModule(type.id()))
        .create(properties);
  }

  private static InvalidSettingException noModule(String type) {
    String module = "dev.wasmcache:wasm-cache-" + type;
    return new InvalidSettingException(
        WasmCacheSharedProperties.PREFIX + ".type",
        "has the value '" + type + "', and the class path does not have " + module,
        "Add the dependency '" + module + "', which brings the client, or leave the property out.");
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({RedisStore.class, RedisURI.class})
  static class RedisConfiguration {
    @Bean
    @Lazy
    RedisTierFactory wasmCacheRedisTierFactory(
        ObjectProvider<RedisAddressSource> known, ObjectProvider<SslBundles> bundles) {
      return new RedisTierFactory(known, bundles);
    }
  }

  /** Provides the address of the application's own Redis. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({RedisStore.class, RedisURI.class, DataRedisConnectionDetails.class})
  static class DataRedisConfiguration {
    @Bean
    @Lazy
    DataRedisAddress wasmCacheDataRedisAddress(
        ObjectProvider<DataRedisConnectionDetails> details, Environment environment) {
      return new DataRedisAddress(details, environment);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({S3Store.class, S3Client.class})
  static class S3Configuration {
    @Bean
    @Lazy
    S3TierFactory wasmCacheS3TierFactory(
        ObjectProvider<S3Client> clients, ObjectProvider<AwsCredentialsProvider> credentials) {
      return new S3TierFactory(clients, credentials);
    }
  }
}
