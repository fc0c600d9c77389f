package dev.wasmcache.faults;

import java.time.Duration;

/**
 * A fault in some calls.
 *
 * @param call the affected calls
 * @param effect the effect on them
 * @param value an error number, or milliseconds
 * @param first the first affected call, from 1
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

  /** Half of the requested bytes are read or written, without an error. */
  static Fault isShort(Call call) {
    return new Fault(call, Effect.SHORT, 0);
  }

  /** Half is written, then the call fails. */
  static Fault tears(Errno error) {
    return new Fault(Call.WRITE, Effect.TORN, error.number());
  }

  /** One bit of the bytes that were read is flipped. */
  static Fault flips() {
    return new Fault(Call.READ, Effect.FLIP, 0);
  }

  static Fault isSlow(Call call, Duration delay) {
    return new Fault(call, Effect.DELAY, (int) delay.toMillis());
  }

  /** The call does not return until the fault is removed. */
  static Fault hangs(Call call) {
    return new Fault(call, Effect.HANG, 0);
  }

  /** The process is killed before the call. */
  static Fault kills(Call call) {
    return new Fault(call, Effect.KILL, 0);
  }

  /** Like the above, at one call only. */
  Fault at(int number) {
    return new Fault(call, effect, value, number, number);
  }

  /** Like the above, at one call and every later one. */
  Fault from(int number) {
    return new Fault(call, effect, value, number, Integer.MAX_VALUE);
  }
}
