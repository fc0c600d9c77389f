package dev.wasmcache.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The client of one store. It is created with the first connection, because loading its classes
 * takes longer than everything else at the start. Safe for concurrent use.
 */
final class RedisClients {

  private static final int THREADS = 2;

  private final RedisStoreBuilder settings;
  private final RespScanner.Limits ofAnswer;
  private final long maximumBytes;
  private final AtomicReference<@Nullable RefusedAnswerException> refused = new AtomicReference<>();
  private @Nullable ClientResources resources;
  private @Nullable AbstractRedisClient client;

  /**
   * @param ofAnswer the limits of one answer
   * @param maximumBytes the most bytes that a server may send after the last request
   */
  RedisClients(RedisStoreBuilder settings, RespScanner.Limits ofAnswer, long maximumBytes) {
    this.settings = settings;
    this.ofAnswer = ofAnswer;
    this.maximumBytes = maximumBytes;
  }

  /**
   * Starts to connect. Throws nothing: a failure completes the future.
   *
   * @param timeout of the handshake, including the login
   */
  CompletableFuture<RedisConnection> connect(Duration timeout) {
    RefusedAnswerException before = refused.get();
    try {
      AbstractRedisClient known = client();
      CompletableFuture<RedisConnection> connecting =
          known instanceof RedisClusterClient cluster
              ? connect(cluster)
              : connect((RedisClient) known, timeout);
      return connecting.exceptionallyCompose(
          failure -> CompletableFuture.failedFuture(named(failure, before)));
    } catch (RuntimeException | LinkageError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Returns the failure, or the reason that the client could not find: it looks for it in the
   * handlers of the connection, which are gone if that was closed before the client looked.
   *
   * @param before the last refusal when the connection was asked for
   */
  private Throwable named(Throwable failure, @Nullable RefusedAnswerException before) {
    if (!closedBeforeLooked(failure)) {
      return failure;
    }
    RefusedAnswerException last = refused.get();
    return last != null && last != before
        ? last
        : new RedisConnectionException(
            "the connection was closed before the login had ended", failure);
  }

  private static boolean closedBeforeLooked(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
    for (Throwable next; (next = left.poll()) != null; ) {
      if (!seen.add(next)) {
        continue;
      }
      if (next instanceof IllegalStateException
          && String.valueOf(next.getMessage())
              .contains(RedisHandshakeHandler.class.getSimpleName())) {
        return true;
      }
      // That of a cluster's topology has the failure of each node as a suppressed one.
      left.addAll(List.of(next.getSuppressed()));
      Throwable cause = next.getCause();
      if (cause != null) {
        left.add(cause);
      }
    }
    return false;
  }

  private CompletableFuture<RedisConnection> connect(RedisClient single, Duration timeout) {
    return single
        .connectAsync(ByteArrayCodec.INSTANCE, withCredentialsAtHand(uris(timeout).get(0)))
        .toCompletableFuture()
        .thenApply(made -> new RedisConnection(made, made.async()));
  }

  /**
   * Requests the credentials now, if they are available at once. With credentials that arrive
   * later, the client logs in on the JVM's common pool, in which an application may be waiting for
   * this very connection.
   */
  private static RedisURI withCredentialsAtHand(RedisURI uri) {
    CompletableFuture<RedisCredentials> known =
        uri.getCredentialsProvider().resolveCredentials().toFuture();
    if (known.isDone() && !known.isCompletedExceptionally()) {
      uri.setCredentialsProvider(new StaticCredentialsProvider(known.join()));
    }
    return uri;
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
      ClientResources shared = settings.clientResources;
      ClientResources own =
          (shared == null
                  ? DefaultClientResources.builder()
                      .ioThreadPoolSize(THREADS)
                      .computationThreadPoolSize(THREADS)
                  : shared.mutate())
              .nettyCustomizer(
                  AnswerLimit.of(
                      ofAnswer,
                      maximumBytes,
                      refused::set,
                      shared == null ? null : shared.nettyCustomizer()))
              .build();
      known = settings.cluster ? clusterClient(own) : singleClient(own);
      resources = own;
      client = known;
    }
    return known;
  }

  private AbstractRedisClient singleClient(ClientResources own) {
    RedisClient made = RedisClient.create(own);
    // The client does not reconnect: a broken link is replaced when a caller needs it.
    made.setOptions(configure(ClientOptions.builder()).autoReconnect(false).build());
    return made;
  }

  private AbstractRedisClient clusterClient(ClientResources own) {
    RedisClusterClient made =
        RedisClusterClient.create(own, uris(settings.connectTimeout.plus(settings.coldStart)));
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    ClientOptions.Builder unused = configure(options);
    made.setOptions(options.build());
    return made;
  }

  private ClientOptions.Builder configure(ClientOptions.Builder options) {
    options.socketOptions(
        SocketOptions.builder().connectTimeout(settings.connectTimeout).keepAlive(true).build());
    settings.clientOptions.accept(options);
    return options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        // By default, the client ends a command after its own time, even while its answer comes.
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build());
  }

  private List<RedisURI> uris(Duration timeout) {
    return settings.uris.stream().map(uri -> limited(uri, timeout)).toList();
  }

  /**
   * A copy, because the caller owns the address; the client's own way to copy loses the Sentinels.
   */
  private static RedisURI limited(RedisURI uri, Duration timeout) {
    RedisURI.Builder copy = RedisURI.builder(uri).withTimeout(timeout);
    for (RedisURI sentinel : uri.getSentinels()) {
      copy.withSentinelMasterId(uri.getSentinelMasterId()).withSentinel(limited(sentinel, timeout));
    }
    return copy.build();
  }

  /**
   * Ends the threads after the connections are closed, unless they belong to a caller's client; the
   * client would warn about a connection that it closes twice.
   */
  synchronized void closeAfter(CompletableFuture<Void> connectionsClosed) {
    AbstractRedisClient known = client;
    ClientResources own = resources;
    if (known == null || own == null) {
      return;
    }
    // A copy of a caller's resources would take over their threads.
    boolean ours = settings.clientResources == null;
    CompletableFuture<Void> unused =
        connectionsClosed
            .thenCompose(closed -> known.shutdownAsync(0, 1, TimeUnit.SECONDS))
            .whenComplete(
                (done, failure) -> {
                  if (ours) {
                    end(own);
                  }
                });
  }

  private static void end(ClientResources own) {
    Future<Boolean> unused = own.shutdown(100, 1000, TimeUnit.MILLISECONDS);
  }
}
