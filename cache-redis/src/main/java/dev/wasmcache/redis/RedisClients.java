package dev.wasmcache.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client of one store, made when the first connection is: to load its classes takes longer than
 * all else at the start. Safe for concurrent use.
 */
final class RedisClients {

  private static final int THREADS = 2;

  private final RedisStoreBuilder settings;
  private final long maximumAnswer;
  private @Nullable ClientResources resources;
  private @Nullable AbstractRedisClient client;

  /**
   * @param maximumAnswer the most bytes that a server may send after the last request
   */
  RedisClients(RedisStoreBuilder settings, long maximumAnswer) {
    this.settings = settings;
    this.maximumAnswer = maximumAnswer;
  }

  /** Begins to make a connection. Throws nothing: what fails is in the future. */
  CompletableFuture<RedisConnection> connect() {
    try {
      AbstractRedisClient known = client();
      return known instanceof RedisClusterClient cluster
          ? connect(cluster)
          : connect((RedisClient) known);
    } catch (RuntimeException | LinkageError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<RedisConnection> connect(RedisClient single) {
    return single
        .connectAsync(ByteArrayCodec.INSTANCE, uris().get(0))
        .toCompletableFuture()
        .thenApply(made -> new RedisConnection(made, made.async()));
  }

  private static CompletableFuture<RedisConnection> connect(RedisClusterClient cluster) {
    return cluster
        .refreshPartitionsAsync()
        .toCompletableFuture()
        .thenCompose(ready -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
        .thenApply(made -> new RedisConnection(made, made.async()));
  }

  private synchronized AbstractRedisClient client() {
    AbstractRedisClient known = client;
    if (known == null) {
      ClientResources shared = settings.clientResources();
      ClientResources own =
          (shared == null
                  ? DefaultClientResources.builder()
                      .ioThreadPoolSize(THREADS)
                      .computationThreadPoolSize(THREADS)
                  : shared.mutate())
              .nettyCustomizer(
                  AnswerLimit.of(maximumAnswer, shared == null ? null : shared.nettyCustomizer()))
              .build();
      known = settings.cluster() ? clusterClient(own) : singleClient(own);
      resources = own;
      client = known;
    }
    return known;
  }

  private AbstractRedisClient singleClient(ClientResources own) {
    RedisClient made = RedisClient.create(own);
    // Not reconnected by the client: a link that is broken is replaced when somebody needs it.
    made.setOptions(configure(ClientOptions.builder()).autoReconnect(false).build());
    return made;
  }

  private AbstractRedisClient clusterClient(ClientResources own) {
    RedisClusterClient made = RedisClusterClient.create(own, uris());
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    ClientOptions.Builder unused = configure(options);
    made.setOptions(options.build());
    return made;
  }

  private ClientOptions.Builder configure(ClientOptions.Builder options) {
    options.socketOptions(
        SocketOptions.builder().connectTimeout(settings.connectTimeout()).keepAlive(true).build());
    settings.clientOptions().accept(options);
    return options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
  }

  /** The addresses, with this store's limit on what happens before the first command. */
  private List<RedisURI> uris() {
    return settings.uris().stream()
        .map(uri -> RedisURI.builder(uri).withTimeout(settings.connectTimeout()).build())
        .toList();
  }

  /** Ends the threads, unless they are somebody else's. */
  synchronized void close() {
    ClientResources own = resources;
    if (client != null && own != null) {
      CompletableFuture<Void> unused =
          client.shutdownAsync(0, 1, TimeUnit.SECONDS).whenComplete((done, failure) -> end(own));
    }
  }

  private static void end(ClientResources own) {
    Future<Boolean> unused = own.shutdown(100, 1000, TimeUnit.MILLISECONDS);
  }
}
