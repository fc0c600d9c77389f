package dev.wasmcache.store;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Knows whether a store works, from how its calls end. Safe for concurrent use. */
final class Breaker {

  private final String what;
  private final int window;
  private final CircuitBreaker breaker;
  private final LongAdder changes = new LongAdder();
  private volatile @Nullable Failure lastFailure;

  /**
   * @param what is done, for the log
   * @param failures how many of the last calls fail before it is given up: half of twice as many
   */
  Breaker(String what, int failures, IntervalFunction backoff) {
    this(what, failures, backoff, new SteadyClock());
  }

  /**
   * @param clock what the end of a pause is measured by
   */
  Breaker(String what, int failures, IntervalFunction backoff, Clock clock) {
    this.what = what;
    this.window = 2 * failures;
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .slidingWindow(window, window, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(50)
            .permittedNumberOfCallsInHalfOpenState(1)
            .clock(clock)
            .waitIntervalFunctionInOpenState(backoff)
            .build();
    this.breaker = CircuitBreaker.of("wasm-cache " + what, config);
    breaker
        .getEventPublisher()
        .onStateTransition(event -> changed(event.getStateTransition().getToState()));
    assumeItWorked();
  }

  /**
   * Fills the window. In one that is not full, two failures and an answer would be more than half:
   * the store would be given up for a call that worked.
   */
  private void assumeItWorked() {
    for (int i = 0; i < window; i++) {
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  private void changed(State now) {
    changes.increment();
    if (now == State.OPEN) {
      GuardLog.LOG.warn(
          "Wasm cache: to {} the shared tier fails, so that is left out until it works: {}",
          what,
          later(this, this).orElse(""));
    } else if (now == State.CLOSED) {
      assumeItWorked();
      GuardLog.LOG.info("Wasm cache: to {} the shared tier works again", what);
    }
  }

  /** Whether callers may wait for the store. If not, one call at a time may try it for them. */
  boolean closed() {
    return breaker.getState() == State.CLOSED;
  }

  /** Asks for the permission of one call. It ends with one of the following methods. */
  boolean tryAcquire() {
    return breaker.tryAcquirePermission();
  }

  /** Ends a call that did not take place. */
  void release() {
    breaker.releasePermission();
  }

  /** Runs a call that has permission, and learns from how it ends. */
  <T> T record(StoreCall<T> call) throws IOException {
    long start = System.nanoTime();
    try {
      T answer = call.call();
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return answer;
    } catch (CallAbandonedException e) {
      breaker.releasePermission();
      throw e;
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT || e.outcome() == Outcome.ERROR) {
        failed(start, e);
      } else {
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        if (e.outcome() == Outcome.SKIPPED) {
          // A server that has no room works, but an operator wants to know.
          lastFailure = Failure.of(e);
        }
      }
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      failed(start, e);
      throw e;
    }
  }

  private void failed(long start, Throwable failure) {
    try {
      lastFailure = Failure.of(failure);
    } finally {
      // Even if its text fails: a permission that is not released is lost to every other call.
      breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
    }
  }

  GuardStats.State state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> GuardStats.State.DOWN;
      case HALF_OPEN -> GuardStats.State.TRYING;
      default -> GuardStats.State.UP;
    };
  }

  long changes() {
    return changes.sum();
  }

  /** Returns what failed last in either of two; empty if nothing has. */
  static Optional<String> later(Breaker one, Breaker other) {
    Failure first = one.lastFailure;
    Failure second = other.lastFailure;
    Failure later =
        first == null || (second != null && second.nanos - first.nanos > 0) ? second : first;
    return Optional.ofNullable(later).map(Failure::text);
  }

  /** What failed, without credentials, and when. */
  private record Failure(String text, long nanos) {
    static Failure of(Throwable failure) {
      return new Failure(Redacted.text(failure), System.nanoTime());
    }
  }

  /** A call to a store. */
  interface StoreCall<T> {
    T call() throws IOException;
  }
}
