package dev.wasmcache.benchmarks.fleet;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Events in the order of their time, in seconds; those of the same time in the order in which they
 * were scheduled. Not safe for concurrent use.
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

  /** Runs an action after so many seconds. */
  void after(double seconds, Runnable action) {
    at(now + seconds, action);
  }

  /** Runs an action at a time, which is not before now. */
  void at(double time, Runnable action) {
    events.add(new Event(Math.max(now, time), number++, action));
  }

  /** Runs until nothing is left to happen. */
  void run() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      event.action().run();
    }
  }
}
