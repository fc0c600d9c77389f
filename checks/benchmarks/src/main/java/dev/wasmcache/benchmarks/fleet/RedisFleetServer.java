package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.SlowNetwork;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The Redis of this machine, which keeps its own counts, behind a network. */
final class RedisFleetServer implements FleetServer {

  private final RedisServer server = RedisServer.start();
  private final ClientResources threads = DefaultClientResources.create();
  private final RedisClient client = RedisClient.create(threads, server.uri());
  private final StatefulRedisConnection<String, String> connection = client.connect();
  private final SlowNetwork network;

  RedisFleetServer() throws IOException {
    network = new SlowNetwork(server.port());
  }

  @Override
  public TierModel.Kind kind() {
    return TierModel.Kind.REDIS;
  }

  @Override
  public ArtifactStore store() {
    return RedisStore.builder("redis://127.0.0.1:" + network.port())
        .clientResources(threads)
        .build();
  }

  @Override
  public void bandwidth(long bytesPerSecond) {
    network.bandwidth(bytesPerSecond);
  }

  @Override
  public Counts counts() {
    connection.setTimeout(Duration.ofMinutes(1));
    Map<String, String> commands = info("commandstats");
    // A script and the one read that it makes are both counted, and are one request.
    long requests =
        calls(commands, "getrange")
            + calls(commands, "set")
            + calls(commands, "pexpire")
            + calls(commands, "exists")
            + calls(commands, "unlink");
    Map<String, String> cpu = info("cpu");
    return new Counts(
        requests, network.answered(), number(cpu, "used_cpu_user") + number(cpu, "used_cpu_sys"));
  }

  private static double number(Map<String, String> values, String name) {
    return Double.parseDouble(values.getOrDefault(name, "0"));
  }

  private static long calls(Map<String, String> commands, String name) {
    // calls=3,usec=8,…
    String line = commands.get("cmdstat_" + name);
    return line == null ? 0 : Long.parseLong(line.substring(6, line.indexOf(',')));
  }

  private Map<String, String> info(String section) {
    Map<String, String> values = new HashMap<>();
    connection
        .sync()
        .info(section)
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return values;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
    threads.shutdown().syncUninterruptibly();
    try {
      network.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.close();
  }
}
