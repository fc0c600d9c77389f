package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.process.ChildJvm;
import dev.wasmcache.servers.CapturedLog;
import dev.wasmcache.stats.Tier;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that announces bytes that it does not send. */
final class HostileAnswersTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Each on its own connection, with less heap than any of them announces. */
  @ParameterizedTest
  @ValueSource(strings = {"HELLO", "GETRANGE"})
  void S18_get_answerAnnouncesTooMuch_isRefusedBeforeAnythingIsAllocated(String asked)
      throws Exception {
    String output =
        ChildJvm.run(
            ChildJvm.of(
                HostileAnswersMain.class,
                List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"),
                asked));
    int count = HostileAnswers.all().size();
    assertThat(output).contains("met " + count + " of " + count);
  }

  @Test
  void S18_get_hostileAnswerByteByByte_isRefusedAllTheSame() throws Exception {
    for (String hostile :
        List.of(
            "*1073741824\r\n", "%1\r\n+a\r\n~1073741824\r\n", "$2147483647\r\n", "!99999999\r\n")) {
      try (FakeRedis server = new FakeRedis(FakeRedis.answering("GETRANGE", hostile), true);
          RedisStore store = patient(server)) {
        assertThatThrownBy(() -> store.get(KEY))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Redis sent")
            .hasMessageContaining("the connection is closed");
      }
    }
  }

  @Test
  void S18_get_pushAnnouncesTooMuch_isRefused() throws Exception {
    try (FakeRedis server =
            new FakeRedis(FakeRedis.answering("GETRANGE", "$0\r\n\r\n>1073741824\r\n"));
        RedisStore store = patient(server)) {
      // The answer itself is valid, and is returned.
      assertThat(store.get(KEY)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*1073741824\r\n", "*1\r\n%1073741824\r\n", "$2147483647\r\n", "+\033"})
  void S19_get_sentinelAnnouncesTooMuch_isRefused(String hostile) throws Exception {
    String endless = hostile.startsWith("+") ? hostile + "x".repeat(100_000) : hostile;
    try (FakeRedis sentinel = new FakeRedis(FakeRedis.answering("SENTINEL", endless));
        RedisStore store =
            RedisStore.builder("redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#master")
                .connectTimeout(Duration.ofMinutes(1))
                .build()) {
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("the connection is closed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*1073741824\r\n", "~1\r\n*1073741824\r\n", "=2147483647\r\n"})
  void S19_get_clusterTopologyAnnouncesTooMuch_isRefused(String hostile) throws Exception {
    try (FakeRedis node = new FakeRedis(FakeRedis.answering("CLUSTER", hostile));
        RedisStore store =
            RedisStore.builder(node.uri())
                .cluster(new RedisURI[0])
                .connectTimeout(Duration.ofMinutes(1))
                .build()) {
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("the connection is closed");
    }
  }

  /** The client finds no handlers on a connection that was closed so soon, and no reason. */
  @ParameterizedTest
  @CsvSource({
    "single, true",
    "single, false",
    "sentinel, true",
    "sentinel, false",
    "cluster, true",
    "cluster, false"
  })
  void S18_get_connectionClosedBeforeTheClientLooks_isANamedFailure(String kind, boolean refused)
      throws Exception {
    ClientResources resources =
        DefaultClientResources.builder().nettyCustomizer(new LateConnect()).build();
    AtomicReference<FakeRedis> closing = new AtomicReference<>();
    FakeRedis.Script script =
        (command, request, connection) -> {
          if (!refused) {
            closing.get().closeConnections();
          }
          return FakeRedis.bytes("*1073741824\r\n");
        };
    try (FakeRedis server = new FakeRedis(script);
        RedisStore store =
            of(kind, server).clientResources(resources).connectTimeout(PATIENCE).build()) {
      closing.set(server);
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              refused ? "Redis sent a group of 1073741824" : "closed before the login had ended");
    } finally {
      resources.shutdown(0, 1, TimeUnit.SECONDS).await();
    }
  }

  private static RedisStoreBuilder of(String kind, FakeRedis server) {
    return switch (kind) {
      case "sentinel" ->
          RedisStore.builder("redis-sentinel://127.0.0.1:" + server.port() + "/0#master");
      case "cluster" -> RedisStore.builder(server.uri()).cluster(new RedisURI[0]);
      default -> RedisStore.builder(server.uri());
    };
  }

  /** Has a connection established, as far as the client knows, when it is closed again. */
  private static final class LateConnect implements NettyCustomizer {
    @Override
    public void afterChannelInitialized(Channel channel) {
      channel
          .pipeline()
          .addFirst(
              new ChannelOutboundHandlerAdapter() {
                private ChannelPromise late;

                @Override
                public void connect(
                    ChannelHandlerContext context,
                    SocketAddress remote,
                    SocketAddress local,
                    ChannelPromise promise) {
                  late = promise;
                  context.connect(remote, local);
                }

                @Override
                public void handlerRemoved(ChannelHandlerContext context) {
                  // The first in line is the last to be removed.
                  late.trySuccess();
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HELLO", "GETRANGE", "EVAL"})
  void S30_failure_textOfTheServer_reachesNoLogUncleaned(String asked) throws Exception {
    String evil = "-ERR \033[31mEvil\007 at redis://u:pw@h \302\205\342\200\256x";
    try (FakeRedis server = new FakeRedis(FakeRedis.answering(asked, evil + "\r\n"));
        CapturedLog log = new CapturedLog()) {
      SharedTier shared = SharedTier.builder(patient(server)).timeout(PATIENCE).build();
      StringBuilder shown = new StringBuilder();
      try (CompilationCache cache =
          CompilationCache.builder().shared(shared).integrity(Integrity.checksum()).build()) {
        boolean unused = cache.get(KEY).isPresent();
        cache.put(KEY, Artifact.of(new byte[10]));
        await()
            .atMost(PATIENCE)
            .until(() -> cache.stats().tier(Tier.SHARED).guard().queuedUploads() == 0);
        shown.append(cache.stats().tier(Tier.SHARED).guard());
      }
      try (RedisStore store = patient(server)) {
        assertThatThrownBy(
                () -> {
                  boolean unused = store.delete(KEY);
                  store.get(KEY);
                })
            .satisfies(
                e -> {
                  StringWriter trace = new StringWriter();
                  e.printStackTrace(new PrintWriter(trace));
                  shown.append(trace);
                });
      }
      assertThat(shown.append(log.text()).toString())
          .contains("Evil")
          .doesNotContain("\033", "\007", "\u0085", "\u202e", "\342", "\302");
      // The client quotes the server, in its own log, and only if it is told to log everything.
      assertThat(shown.toString().lines().filter(line -> !line.startsWith("io.lettuce.")))
          .noneMatch(line -> line.contains("u:pw@"));
    }
  }

  private static RedisStore patient(FakeRedis server) {
    return RedisStore.builder(server.uri())
        .connectTimeout(Duration.ofMinutes(1))
        .commandTimeout(Duration.ofMinutes(1))
        .build();
  }
}
