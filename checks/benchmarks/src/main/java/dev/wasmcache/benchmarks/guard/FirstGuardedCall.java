package dev.wasmcache.benchmarks.guard;

import dev.failsafe.Failsafe;
import dev.failsafe.Timeout;
import dev.wasmcache.benchmarks.process.CpuTime;
import dev.wasmcache.internal.guard.Guard;
import dev.wasmcache.internal.guard.GuardLimits;
import dev.wasmcache.internal.guard.Progress;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.Tier;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Prints the CPU time of the first call and how many classes it loaded. Run in a fresh JVM. */
final class FirstGuardedCall {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private FirstGuardedCall() {}

  /** A class, so that the call itself brings no lambda. */
  private static final class Call implements Callable<Integer> {
    @Override
    public Integer call() {
      return 1;
    }
  }

  public static void main(String[] args) throws Exception {
    GuardBenchmark.Kind kind = GuardBenchmark.Kind.valueOf(args[0]);
    Call call = new Call();
    // Once before, so that counting costs nothing in what is measured.
    long unused = CpuTime.ofProcess();
    long start = CpuTime.ofProcess();
    int answer = make(kind, call);
    long nanos = CpuTime.ofProcess() - start;
    long classes = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    System.out.println(nanos + " " + classes);
    System.exit(answer - 1);
  }

  private static int make(GuardBenchmark.Kind kind, Call call) throws Exception {
    return switch (kind) {
      case THREAD -> throughThread(call);
      case GUARD -> throughGuard(call);
      case RESILIENCE4J -> throughResilience4j(call);
      case FAILSAFE -> throughFailsafe(call);
    };
  }

  private static int throughThread(Call call) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Future<Integer> answer = threads.submit(call);
    return answer.get();
  }

  private static int throughGuard(Call call) throws Exception {
    Guard guard = new Guard(Tier.DISK, GuardLimits.ofFiles(TIMEOUT), 0, null);
    return guard.read(WaitBudget.ofNanos(TIMEOUT.toNanos()), new Progress(), call);
  }

  private static int throughResilience4j(Call call) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("disk");
    TimeLimiter limiter = TimeLimiter.of(TIMEOUT);
    return breaker.executeCallable(() -> limiter.executeFutureSupplier(() -> threads.submit(call)));
  }

  private static int throughFailsafe(Call call) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    dev.failsafe.CircuitBreaker<Integer> breaker =
        dev.failsafe.CircuitBreaker.<Integer>builder().build();
    Timeout<Integer> timeout = Timeout.of(TIMEOUT);
    return Failsafe.with(breaker, timeout).with(threads).getAsync(call::call).get();
  }
}
