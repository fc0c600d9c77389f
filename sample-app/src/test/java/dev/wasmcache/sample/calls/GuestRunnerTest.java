package dev.wasmcache.sample.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import dev.wasmcache.sample.Guests;
import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.functions.ExportedFunctions;
import dev.wasmcache.sample.functions.Functions;
import dev.wasmcache.sample.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class GuestRunnerTest {

  // Not the common pool: on a machine of two cores that has one thread, which the first call holds.
  private final ExecutorService clients = Executors.newCachedThreadPool();

  @AfterEach
  void stopClients() {
    clients.shutdownNow();
  }

  @Test
  void M20_run_moreThanMayRunAndWait_isRefusedAndToldWhenToComeBack() throws Exception {
    try (GuestRunner runner = runner(Duration.ofMinutes(1), 1, Duration.ofSeconds(90))) {
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<String> first = occupy(runner, end);
      CompletableFuture<String> second =
          CompletableFuture.supplyAsync(() -> runner.run(() -> "2"), clients);
      await().until(() -> runner.waiting() == 1);

      assertThatIsRefused(() -> runner.run(() -> "third"), "90");

      end.countDown();
      assertThat(first.get()).isEqualTo("first");
      assertThat(second.get()).isEqualTo("2");
    }
  }

  @Test
  void M21_run_moreThanMayRun_waitsForItsTurn() throws Exception {
    try (GuestRunner runner = runner(Duration.ofMinutes(1), 24, Duration.ofMinutes(1))) {
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<String> first = occupy(runner, end);
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      List<CompletableFuture<Integer>> others = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        int number = i;
        others.add(
            CompletableFuture.supplyAsync(
                () ->
                    runner.run(
                        () -> {
                          order.add(number);
                          return number;
                        }),
                clients));
        await().until(() -> runner.waiting() == number + 1);
      }

      end.countDown();

      assertThat(first.get()).isEqualTo("first");
      for (int i = 0; i < others.size(); i++) {
        assertThat(others.get(i).get()).isEqualTo(i);
      }
      assertThat(order).isSorted();
      assertThat(runner.waiting()).isZero();
    }
  }

  @Test
  void M22_run_waitedTooLong_isRefused() throws Exception {
    try (GuestRunner runner = runner(Duration.ofMinutes(1), 1, Duration.ofMillis(20))) {
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<String> first = occupy(runner, end);

      assertThatIsRefused(() -> runner.run(() -> "second"), "1");
      // It has left the queue.
      assertThatIsRefused(() -> runner.run(() -> "third"), "1");
      assertThat(runner.waiting()).isZero();

      end.countDown();
      assertThat(first.get()).isEqualTo("first");
    }
  }

  private static void assertThatIsRefused(ThrowingCallable call, String retryAfter) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(call)
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(503);
              assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo(retryAfter);
            });
  }

  /** Acquires the only permit until the latch opens. */
  private CompletableFuture<String> occupy(GuestRunner runner, CountDownLatch end)
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(
            () ->
                runner.run(
                    () -> {
                      started.countDown();
                      end.await();
                      return "first";
                    }),
            clients);
    started.await();
    return first;
  }

  @Test
  void M23_run_taskThatEndsWithAnError_isAProblem() {
    try (GuestRunner runner = runner(Duration.ofMinutes(1))) {
      assertThatFailure(runner, new OutOfMemoryError("Java heap space"), 507, "-Xmx");
      assertThatFailure(runner, new VerifyError("Bad type"), 422, "VerifyError: Bad type");
      assertThatFailure(runner, new StackOverflowError(), 422, "call stack exhausted");
    }
  }

  private static void assertThatFailure(GuestRunner runner, Error error, int status, String text) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(
            () ->
                runner.run(
                    () -> {
                      throw error;
                    }))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(status);
              assertThat(problem.getBody().getDetail()).contains(text);
            });
  }

  @Test
  void run_afterOneThatHasEnded_isNeverRefused() {
    try (GuestRunner runner = runner(Duration.ofMinutes(1))) {
      for (int i = 0; i < 20_000; i++) {
        int number = i;
        assertThat(runner.run(() -> number)).isEqualTo(number);
      }
    }
  }

  @Test
  void run_tooLong_interruptsTheTask() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (GuestRunner runner = runner(Duration.ofMillis(50))) {
      assertThatExceptionOfType(Problem.class)
          .isThrownBy(
              () ->
                  runner.run(
                      () -> {
                        try {
                          never.await();
                        } catch (InterruptedException e) {
                          interrupted.countDown();
                        }
                        return "late";
                      }))
          .satisfies(problem -> assertThat(problem.getStatusCode().value()).isEqualTo(504));
      await().until(() -> interrupted.getCount() == 0);
    }
  }

  @Test
  void run_moduleThatNeverEnds_interruptsIt() {
    EndiveModule module =
        EndiveModules.create(CompilationCache.builder().build()).load(Guests.read("misbehaving"));
    Functions.Call spin = new Functions.Call("misbehaving", module, "spin", List.of());
    SampleProperties properties = properties(Duration.ofMillis(500));
    try (GuestRunner runner = new GuestRunner(properties)) {
      assertThatExceptionOfType(Problem.class)
          .isThrownBy(
              () ->
                  runner.run(() -> new ExportedFunctions(Map.of()).call(spin, properties.calls())))
          .satisfies(
              problem ->
                  assertThat(problem.getBody().getDetail()).contains("interrupted after 500.0 ms"));
      // It had the only permit.
      await()
          .ignoreExceptionsInstanceOf(Problem.class)
          .until(() -> runner.run(() -> "next").equals("next"));
    }
  }

  @Test
  void run_taskThatFails_throwsWhatItThrows() {
    try (GuestRunner runner = runner(Duration.ofMinutes(1))) {
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> runner.run(() -> 1 / Integer.parseInt("0")));
    }
  }

  private static GuestRunner runner(Duration timeLimit) {
    return new GuestRunner(properties(timeLimit));
  }

  private static GuestRunner runner(Duration timeLimit, int maximumWaiting, Duration maximumWait) {
    return new GuestRunner(properties(timeLimit, maximumWaiting, maximumWait));
  }

  private static SampleProperties properties(Duration timeLimit) {
    return properties(timeLimit, 0, Duration.ZERO);
  }

  private static SampleProperties properties(
      Duration timeLimit, int maximumWaiting, Duration maximumWait) {
    DataSize size = DataSize.ofMegabytes(1);
    return new SampleProperties(
        new SampleProperties.Modules(size, 1, size, 1),
        new SampleProperties.Calls(timeLimit, size, 1, maximumWaiting, maximumWait, size, size),
        new SampleProperties.Page(1));
  }
}
