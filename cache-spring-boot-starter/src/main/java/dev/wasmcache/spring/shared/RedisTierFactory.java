package dev.wasmcache.spring.shared;

import dev.wasmcache.SharedTier;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.redis.RedisStoreBuilder;
import dev.wasmcache.spring.setting.InvalidSettingException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** A shared tier in Redis, with connections of its own. */
final class RedisTierFactory implements SharedTierFactory {

  private static final String SSL_BUNDLE = WasmCacheSharedProperties.PREFIX + ".redis.ssl-bundle";

  private final ObjectProvider<RedisAddressSource> known;
  private final ObjectProvider<SslBundles> bundles;

  RedisTierFactory(ObjectProvider<RedisAddressSource> known, ObjectProvider<SslBundles> bundles) {
    this.known = known;
    this.bundles = bundles;
  }

  @Override
  public WasmCacheSharedProperties.Type type() {
    return WasmCacheSharedProperties.Type.REDIS;
  }

  @Override
  public SharedTier create(WasmCacheSharedProperties properties) {
    RedisAddress address = address(properties.redis());
    Duration command = half(properties.timeout());
    RedisStoreBuilder builder =
        RedisStore.builder(address.uris().get(0))
            .keyPrefix(properties.keyPrefix())
            .timeToLive(properties.timeToLive())
            .connectTimeout(command)
            .commandTimeout(command)
            .maximumEntryBytes(properties.maxEntrySize().toBytes());
    if (address.cluster()) {
      builder.cluster(address.uris().stream().skip(1).toArray(RedisURI[]::new));
    }
    SslBundle bundle = address.sslBundle();
    if (bundle != null) {
      SslOptions options = options(bundle);
      builder.clientOptions(client -> client.sslOptions(options));
    }
    return properties.tier(builder.build(), address.toString());
  }

  RedisAddress address(WasmCacheSharedProperties.Redis properties) {
    String url = properties.url();
    RedisAddress address =
        url != null && !url.isBlank()
            ? RedisAddress.parse(url.strip(), properties.cluster())
            : known
                .orderedStream()
                .flatMap(source -> source.find().stream())
                .findFirst()
                .orElseThrow(RedisTierFactory::noAddress);
    String bundle = properties.sslBundle();
    return bundle == null ? address : address.with(bundle(bundle));
  }

  private static InvalidSettingException noAddress() {
    return new InvalidSettingException(
        WasmCacheSharedProperties.REDIS_URL,
        "is missing, and the application has no Redis of its own",
        "Set it, for example to 'redis://host:6379', or 'rediss://host:6380' with TLS. With"
            + " 'spring-boot-data-redis' on the class path, the Redis of 'spring.data.redis.*' or"
            + " of a service connection is used.");
  }

  private SslBundle bundle(String name) {
    Optional<SslBundles> all = Optional.ofNullable(bundles.getIfAvailable());
    try {
      return all.orElseThrow(() -> noBundle(name)).getBundle(name);
    } catch (NoSuchSslBundleException e) {
      throw noBundle(name);
    }
  }

  private static InvalidSettingException noBundle(String name) {
    return new InvalidSettingException(
        SSL_BUNDLE,
        "has the value '" + name + "', which is not an SSL bundle",
        "Name one that 'spring.ssl.bundle.*' configures.");
  }

  private static SslOptions options(SslBundle bundle) {
    SslOptions.Builder options =
        SslOptions.builder()
            .keyManager(bundle.getManagers().getKeyManagerFactory())
            .trustManager(bundle.getManagers().getTrustManagerFactory());
    String[] ciphers = bundle.getOptions().getCiphers();
    if (ciphers != null) {
      options.cipherSuites(ciphers);
    }
    String[] protocols = bundle.getOptions().getEnabledProtocols();
    if (protocols != null) {
      options.protocols(protocols);
    }
    return options.build();
  }

  /** A call connects and then sends a command, within one time budget. */
  private static Duration half(Duration timeout) {
    Duration half = timeout.dividedBy(2);
    return half.isZero() ? timeout : half;
  }
}
