package dev.wasmcache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class GuestRunnerTest {

  @Test
  void run_moreThanAllowed_isRefused() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (GuestRunner runner = runner(Duration.ofMinutes(1))) {
      CompletableFuture<String> first =
          CompletableFuture.supplyAsync(
              () ->
                  runner.run(
                      () -> {
                        started.countDown();
                        end.await();
                        return "first";
                      }));
      started.await();
      assertThatExceptionOfType(Problem.class)
          .isThrownBy(() -> runner.run(() -> "second"))
          .satisfies(problem -> assertThat(problem.getStatusCode().value()).isEqualTo(503));
      end.countDown();
      assertThat(first.get()).isEqualTo("first");
    }
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
      // It had the only place there is.
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

  private static SampleProperties properties(Duration timeLimit) {
    DataSize size = DataSize.ofMegabytes(1);
    return new SampleProperties(
        new SampleProperties.Modules(size, 1, size),
        new SampleProperties.Calls(timeLimit, size, 1, size),
        new SampleProperties.Page(1));
  }
}
