package dev.wasmcache.spring.shared;

import dev.wasmcache.spring.setting.InvalidSettingException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * The address of a Redis, and the credentials for it. Its string form has no credentials.
 *
 * @param uris one server, one set of Sentinels, or nodes of a cluster
 * @param cluster whether they are nodes of a cluster
 * @param sslBundle for connections with TLS; null for what the JVM trusts
 */
record RedisAddress(List<RedisURI> uris, boolean cluster, @Nullable SslBundle sslBundle) {

  RedisAddress {
    uris = List.copyOf(uris);
  }

  /**
   * Returns the address that a text contains.
   *
   * @throws InvalidSettingException if it contains none; the message does not show the text, which
   *     may contain a password
   */
  static RedisAddress parse(String url, boolean cluster) {
    List<RedisURI> uris;
    try {
      uris =
          cluster
              ? RedisClusterURIUtil.toRedisURIs(URI.create(url))
              : List.of(RedisURI.create(url));
    } catch (RuntimeException e) {
      // Not passed on as the cause: the exception shows the text.
      throw new InvalidSettingException(
          WasmCacheSharedProperties.REDIS_URL,
          "is not a Redis address (value not shown: it may contain a password)",
          "Write 'redis://host:6379/0', 'rediss://host:6380' with TLS,"
              + " 'redis-sentinel://host1,host2/0#master', or with"
              + " 'wasm.cache.shared.redis.cluster=true' 'redis://host1:6379,host2:6379'.");
    }
    return new RedisAddress(uris, cluster, null);
  }

  /** Returns a copy with TLS and the keys and certificates of a bundle. */
  RedisAddress with(SslBundle bundle) {
    uris.forEach(RedisAddress::secure);
    return new RedisAddress(uris, cluster, bundle);
  }

  /** Sets TLS, for Sentinels too. */
  static void secure(RedisURI uri) {
    uri.setSsl(true);
    uri.getSentinels().forEach(sentinel -> sentinel.setSsl(true));
  }

  @Override
  public String toString() {
    RedisURI first = uris.get(0);
    List<RedisURI> sentinels = first.getSentinels();
    if (!sentinels.isEmpty()) {
      return "redis-sentinel://%s/%d#%s"
          .formatted(hosts(sentinels), first.getDatabase(), first.getSentinelMasterId());
    }
    String scheme = first.isSsl() ? "rediss://" : "redis://";
    if (cluster) {
      return scheme + hosts(uris) + " (cluster)";
    }
    return first.getSocket() != null
        ? "redis-socket://" + first.getSocket()
        : scheme + hosts(uris) + "/" + first.getDatabase();
  }

  private static String hosts(List<RedisURI> uris) {
    return uris.stream()
        .map(uri -> uri.getHost() + ":" + uri.getPort())
        .collect(Collectors.joining(","));
  }
}
