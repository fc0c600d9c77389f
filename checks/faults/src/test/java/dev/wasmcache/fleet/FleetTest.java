package dev.wasmcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One compile for a whole fleet: processes with separate empty directories and one shared store,
 * with a real module and the real engine.
 */
@Tag("one-jdk")
final class FleetTest {

  private static final int SIZE = 8;
  private static final Duration WAIT = Duration.ofMinutes(2);

  /**
   * The time that a store that does not answer may cost a request: the allowance for a client's
   * first call, the time of a read and that of a lease. As much again is allowed for a host on
   * which eight processes compile at once.
   */
  private static final Duration BUDGET = Duration.ofSeconds(4 + 2 + 2).multipliedBy(2);

  @TempDir Path directory;

  private String log = "";

  @Test
  void load_onEightColdProcessesWithRedis_compilesOnce() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      assertServed(run(redis.uri(), WAIT), 1);
      // A later process finds it, whichever process compiled it.
      try (Fleet late = Fleet.start(1, directory.resolve("late"), redis.uri(), WAIT)) {
        late.go();
        assertServed(late.served(1), 0);
      }
    }
  }

  @Test
  void load_onEightColdProcessesWithS3_compilesOnce() throws Exception {
    // A server whose conditional writes are atomic, like those of S3. Those of S3Mock are not.
    assertServed(run("http://127.0.0.1:" + S3Server.s3proxy().port(), WAIT), 1);
  }

  @Test
  void load_withoutALease_isCaughtCompilingMoreThanOnce() throws Exception {
    // Without the lease, the harness must see several compiles.
    try (RedisServer redis = RedisServer.start()) {
      List<Fleet.Served> served = run(redis.uri(), Duration.ZERO);
      assertThat(compiles(served)).isGreaterThan(1);
    }
  }

  @Test
  void load_leaderKilledWhileItCompiles_isDoneByOneOther() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Fleet fleet = Fleet.start(SIZE, directory, redis.uri(), WAIT)) {
      fleet.go();
      fleet.next(MemberMain.COMPILING).process().destroyForcibly();
      assertServed(fleet.served(SIZE - 1), 1);
    }
  }

  @Test
  void load_redisFrozen_isServedByAllWithinTheBudget() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Fleet fleet = Fleet.start(SIZE, directory, redis.uri(), WAIT)) {
      redis.freeze();
      try {
        fleet.go();
        assertServedWithinBudget(fleet.served(SIZE));
      } finally {
        redis.thaw();
      }
    }
  }

  @Test
  void load_redisGone_isServedByAllWithinTheBudget() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Fleet fleet = Fleet.start(SIZE, directory, redis.uri(), WAIT)) {
      redis.stop();
      fleet.go();
      assertServedWithinBudget(fleet.served(SIZE));
    }
  }

  private List<Fleet.Served> run(String address, Duration compileWait) throws Exception {
    try (Fleet fleet = Fleet.start(SIZE, directory, address, compileWait)) {
      fleet.go();
      List<Fleet.Served> served = fleet.served(SIZE);
      log = fleet.log();
      return served;
    }
  }

  private void assertServed(List<Fleet.Served> served, int compiles) {
    print(served);
    assertThat(served).allSatisfy(one -> assertThat(one.answer()).isPositive());
    assertThat(compiles(served)).as(() -> log).isEqualTo(compiles);
  }

  private static void assertServedWithinBudget(List<Fleet.Served> served) {
    print(served);
    assertThat(served).allSatisfy(one -> assertThat(one.answer()).isPositive());
    assertThat(compiles(served)).isBetween(1, SIZE);
    assertThat(served)
        .allSatisfy(one -> assertThat(one.withoutCompile()).isLessThanOrEqualTo(BUDGET));
  }

  private static int compiles(List<Fleet.Served> served) {
    return served.stream().mapToInt(Fleet.Served::compiles).sum();
  }

  private static void print(List<Fleet.Served> served) {
    System.out.printf(
        "fleet of %d: %d compiled, all served within %d ms, of it without compiling %d ms%n",
        served.size(),
        compiles(served),
        slowest(served, Fleet.Served::elapsed),
        slowest(served, Fleet.Served::withoutCompile));
  }

  private static long slowest(List<Fleet.Served> served, Function<Fleet.Served, Duration> time) {
    return served.stream().map(time).mapToLong(Duration::toMillis).max().orElse(0);
  }
}
