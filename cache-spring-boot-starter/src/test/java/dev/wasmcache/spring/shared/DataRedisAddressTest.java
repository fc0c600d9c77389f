package dev.wasmcache.spring.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Where the cache looks for Redis, and that it describes the address without credentials. */
final class DataRedisAddressTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spring.data.redis.port=7000                           | redis://localhost:7000/0
          spring.data.redis.database=3                          | redis://localhost:6379/3
          spring.data.redis.url=redis://u:p@host:7001/2         | redis://host:7001/2
          spring.data.redis.url=rediss://u:p@host:7001/2        | rediss://host:7001/2
          spring.data.redis.ssl.enabled=true                    | rediss://localhost:6379/0
          spring.data.redis.cluster.nodes=a:1,b:2               | redis://a:1,b:2 (cluster)
          wasm.cache.shared.redis.url=redis://u:p@other:7002    | redis://other:7002/0
          wasm.cache.shared.redis.url=redis-sentinel://p@a,b/1#m| redis-sentinel://a:26379,b:26379/1#m
          """)
  void address_asConfigured_isFound(String property, String address) {
    runner()
        .withPropertyValues(property)
        .run(
            context -> {
              assertThat(context.getBean(SharedTier.class).address()).isEqualTo(address);
              assertThat(context).hasSingleBean(RedisConnectionFactory.class);
            });
  }

  @Test
  void address_sentinels_areAsked() {
    runner()
        .withPropertyValues(
            "spring.data.redis.sentinel.master=modules",
            "spring.data.redis.sentinel.nodes=a:1,b:2",
            "spring.data.redis.sentinel.password=hidden",
            "spring.data.redis.password=hidden",
            "spring.data.redis.database=4")
        .run(
            context ->
                assertThat(context.getBean(SharedTier.class).address())
                    .isEqualTo("redis-sentinel://a:1,b:2/4#modules"));
  }

  @Test
  void address_clusterUrl_namesEveryNode() {
    runner()
        .withPropertyValues(
            "wasm.cache.shared.redis.url=rediss://u:p@a:1,b:2",
            "wasm.cache.shared.redis.cluster=true")
        .run(
            context ->
                assertThat(context.getBean(SharedTier.class).address())
                    .isEqualTo("rediss://a:1,b:2 (cluster)"));
  }

  @Test
  void address_serviceConnection_isUsed() {
    runner()
        .withBean(DataRedisConnectionDetails.class, ServiceConnection::new)
        .run(
            context ->
                assertThat(context.getBean(SharedTier.class).address())
                    .isEqualTo("redis://container:49153/0"));
  }

  @Test
  void address_masterAndReplicas_isRefused() {
    runner()
        .withPropertyValues("spring.data.redis.masterreplica.nodes=a:1,b:2")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("address of the master"));
  }

  private ApplicationContextRunner runner() {
    return Host.withKeys(directory, "wasm.cache.shared.type=redis")
        .withConfiguration(
            AutoConfigurations.of(DataRedisAutoConfiguration.class, SslAutoConfiguration.class));
  }

  private static final class ServiceConnection implements DataRedisConnectionDetails {
    @Override
    public String getPassword() {
      return "hidden";
    }

    @Override
    public Standalone getStandalone() {
      return Standalone.of("container", 49153);
    }
  }
}
