package dev.wasmcache.benchmarks.fleet;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Events in the order of their time, in seconds; events at the same time run in the order in which
 * they were scheduled. Not safe for concurrent use.
 */
final class Simulation {

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
  private double now;
  private long number;

  private record Event(double at, long number, Runnable action) {}

  double now() {
    return now;
  }

  /** Runs an action after a number of seconds. */
  void after(double seconds, Runnable action) {
    at(now + seconds, action);
  }

  /** Runs an action at a time, which must not be in the past. */
  void at(double time, Runnable action) {
    events.add(new Event(Math.max(now, time), number++, action));
  }

  /** Runs until no event is left. */
  void run() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      event.action().run();
    }
  }
}
