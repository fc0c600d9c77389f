package dev.wasmcache.spring.shared;

import dev.wasmcache.spring.setting.InvalidSettingException;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

/** The address of the application's own Redis, wherever that comes from. */
final class DataRedisAddress implements RedisAddressSource {

  private final ObjectProvider<DataRedisConnectionDetails> details;
  private final Environment environment;

  DataRedisAddress(ObjectProvider<DataRedisConnectionDetails> details, Environment environment) {
    this.details = details;
    this.environment = environment;
  }

  @Override
  public Optional<RedisAddress> find() {
    return Optional.ofNullable(details.getIfUnique()).map(this::address);
  }

  private RedisAddress address(DataRedisConnectionDetails found) {
    RedisAddress address = plain(found);
    SslBundle bundle = found.getSslBundle();
    if (bundle != null) {
      return address.with(bundle);
    }
    // The details do not say that such an address means TLS; Boot's own connection looks there too.
    if (environment.getProperty("spring.data.redis.url", "").startsWith("rediss://")) {
      address.uris().forEach(RedisAddress::secure);
    }
    return address;
  }

  private static RedisAddress plain(DataRedisConnectionDetails found) {
    DataRedisConnectionDetails.Sentinel sentinel = found.getSentinel();
    if (sentinel != null) {
      return new RedisAddress(List.of(sentinels(found, sentinel)), false, null);
    }
    DataRedisConnectionDetails.Cluster cluster = found.getCluster();
    if (cluster != null) {
      List<RedisURI> nodes = cluster.getNodes().stream().map(node -> server(found, node)).toList();
      return new RedisAddress(nodes, true, null);
    }
    DataRedisConnectionDetails.Standalone server = found.getStandalone();
    if (found.getMasterReplica() != null || server == null) {
      throw new InvalidSettingException(
          WasmCacheSharedProperties.REDIS_URL,
          "is missing, and the application's own Redis is a list of masters and replicas, and"
              + " the cache does not know which one to write to",
          "Set it to the address of the master.");
    }
    RedisURI uri = server(found, new Node(server.getHost(), server.getPort()));
    uri.setDatabase(server.getDatabase());
    return new RedisAddress(List.of(uri), false, null);
  }

  private static RedisURI sentinels(
      DataRedisConnectionDetails found, DataRedisConnectionDetails.Sentinel sentinel) {
    RedisURI.Builder master =
        RedisURI.builder()
            .withSentinelMasterId(sentinel.getMaster())
            .withDatabase(sentinel.getDatabase());
    for (Node node : sentinel.getNodes()) {
      master.withSentinel(server(node, sentinel.getUsername(), sentinel.getPassword()));
    }
    RedisURI uri = master.build();
    logIn(uri, found.getUsername(), found.getPassword());
    return uri;
  }

  private static RedisURI server(DataRedisConnectionDetails found, Node node) {
    return server(node, found.getUsername(), found.getPassword());
  }

  private static RedisURI server(Node node, @Nullable String user, @Nullable String password) {
    RedisURI uri = RedisURI.create(node.host(), node.port());
    logIn(uri, user, password);
    return uri;
  }

  private static void logIn(RedisURI uri, @Nullable String user, @Nullable String password) {
    if (password == null) {
      return;
    }
    if (user == null || user.isEmpty()) {
      uri.setAuthentication(password.toCharArray());
    } else {
      uri.setAuthentication(user, password.toCharArray());
    }
  }
}
