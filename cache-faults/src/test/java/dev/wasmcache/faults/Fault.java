package dev.wasmcache.faults;

import java.time.Duration;

/**
 * What happens to some calls.
 *
 * @param call which calls
 * @param effect what happens to them
 * @param value an error number, or milliseconds
 * @param first the first call that it happens to, from 1
 * @param last the last one
 */
record Fault(Call call, Effect effect, int value, int first, int last) {

  /** In the order of the injector's own list. */
  enum Effect {
    PASS,
    FAIL,
    SHORT,
    TORN,
    FLIP,
    DELAY,
    HANG,
    KILL
  }

  private Fault(Call call, Effect effect, int value) {
    this(call, effect, value, 1, Integer.MAX_VALUE);
  }

  static Fault fails(Call call, Errno error) {
    return new Fault(call, Effect.FAIL, error.number());
  }

  /** Half of what was asked for is read or written, without an error. */
  static Fault isShort(Call call) {
    return new Fault(call, Effect.SHORT, 0);
  }

  /** Half is written, and then there is an error. */
  static Fault tears(Errno error) {
    return new Fault(Call.WRITE, Effect.TORN, error.number());
  }

  /** One bit of what is read is another. */
  static Fault flips() {
    return new Fault(Call.READ, Effect.FLIP, 0);
  }

  static Fault isSlow(Call call, Duration delay) {
    return new Fault(call, Effect.DELAY, (int) delay.toMillis());
  }

  /** The call does not return until the fault is taken away. */
  static Fault hangs(Call call) {
    return new Fault(call, Effect.HANG, 0);
  }

  /** The process is gone before the call. */
  static Fault kills(Call call) {
    return new Fault(call, Effect.KILL, 0);
  }

  /** The same, at one call only. */
  Fault at(int number) {
    return new Fault(call, effect, value, number, number);
  }

  /** The same, at one call and every later one. */
  Fault from(int number) {
    return new Fault(call, effect, value, number, Integer.MAX_VALUE);
  }
}
