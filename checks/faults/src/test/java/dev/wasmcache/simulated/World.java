package dev.wasmcache.simulated;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: its threads, of which only the one with the baton runs, and its time. At each external
 * call, lock and wait the seed chooses which thread goes on. When every thread waits, the time
 * jumps to the next deadline. One world at a time in a JVM.
 */
public final class World {

  /** A deadline that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int MOST_STEPS = 400_000;
  private static final int SECONDS_OF_A_RUN = 60;
  private static final long LONGEST_CALL = 100_000;
  private static final long PRIME = 0x100000001B3L;

  private static volatile @Nullable World current;

  private final Dice dice;
  private final List<SimulatedThread> threads = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final @Nullable StringBuilder text;
  private @Nullable SimulatedThread running;
  private boolean stopping;
  private long nanos = 1_000_000_000L;
  private long hash = 0xCBF29CE484222325L;
  private int steps;
  private @Nullable String failure;

  private World(long seed, boolean tells) {
    this.dice = new Dice(seed);
    this.text = tells ? new StringBuilder() : null;
  }

  /**
   * What a run has shown.
   *
   * @param failure null if nothing is wrong
   * @param trace a hash of every step
   */
  public record Result(@Nullable String failure, long trace, int steps, String text) {}

  /** Runs something as the first thread of a new world, and returns when every thread has ended. */
  static Result run(long seed, boolean tells, Runnable first) {
    World world = new World(seed, tells);
    current = world;
    try {
      SimulatedThread thread = new SimulatedThread(new Process("scenario"), first, "main", true);
      world.running = thread;
      thread.startNow();
      thread.carrier().resume();
      world.loop();
      if (!world.over.await(SECONDS_OF_A_RUN, TimeUnit.SECONDS)) {
        world.fail("a thread waits where the simulation does not see it: " + world.stacks(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("A run was interrupted", e);
    } finally {
      current = null;
    }
    return new Result(
        world.failure, world.hash, world.steps, world.text == null ? "" : world.text.toString());
  }

  /** Where threads are continuations, this thread runs them all. */
  private void loop() {
    for (SimulatedThread next = running; Carrier.loops() && next != null; next = running) {
      Carrier.loop(next.carrier());
    }
  }

  private String stacks() {
    StringBuilder stacks = new StringBuilder();
    for (SimulatedThread thread : threads) {
      stacks.append('\n').append(thread);
      for (StackTraceElement element : thread.carrier().stack()) {
        stacks.append("\n  ").append(element);
      }
    }
    return stacks.toString();
  }

  static World current() {
    World world = current;
    if (world == null) {
      throw new IllegalStateException("No simulation is running");
    }
    return world;
  }

  SimulatedThread running() {
    SimulatedThread thread = running;
    if (thread == null) {
      throw new IllegalStateException("No simulated thread is running");
    }
    return thread;
  }

  /** Returns the monotonic time. */
  public static long nanos() {
    return current().nanos;
  }

  /** Returns the deadline that comes after so many nanoseconds. */
  public static long deadline(long nanos) {
    long now = nanos();
    return nanos > NEVER - now ? NEVER : now + Math.max(0, nanos);
  }

  /** Returns the random numbers of the run. */
  public static Dice dice() {
    return current().dice;
  }

  /** Starts a thread of the scenario, in a process. */
  public static SimulatedThread start(Process process, String name, Runnable task) {
    SimulatedThread thread = new SimulatedThread(process, task, name, true);
    thread.startNow();
    return thread;
  }

  /** Marks a place where another thread may go on: before each external call. */
  public static void step(String what) {
    step(what, "");
  }

  /** As {@link #step(String)}, for a call that is about something. */
  public static void step(String what, String subject) {
    World world = current();
    SimulatedThread me = world.running();
    world.check(me);
    world.trace(me, what, subject);
    world.nanos += world.dice.between(1_000, LONGEST_CALL);
    if (++world.steps > MOST_STEPS) {
      world.fail("more than " + MOST_STEPS + " steps: it goes round in circles", null);
    }
    if (world.dice.oneIn(3)) {
      world.handOver(me);
    }
    world.check(me);
  }

  /** As {@link #step}, for what only the process itself can see. */
  static void innerStep(String what) {
    World world = current();
    if (world.dice.oneIn(4)) {
      step(what);
    } else {
      world.check(world.running());
    }
  }

  /** Waits until a condition holds, whatever the interrupt status. */
  public static void await(String what, BooleanSupplier condition) {
    waitUninterruptibly(what, condition, NEVER);
  }

  /** Waits for some time. */
  public static void sleep(String what, long nanos) {
    waitUninterruptibly(what, () -> false, deadline(nanos));
  }

  /** As {@link #sleep}, but fails if the thread is interrupted. */
  public static void sleepOrInterrupt(String what, long nanos) throws InterruptedException {
    waitFor(what, () -> false, deadline(nanos));
  }

  static void waitUninterruptibly(String what, BooleanSupplier condition, long deadline) {
    current().suspend(what, condition, deadline, false);
  }

  /** Returns whether the condition holds; false after the deadline. */
  static boolean waitFor(String what, BooleanSupplier condition, long deadline)
      throws InterruptedException {
    if (SimulatedThread.interrupted()) {
      throw new InterruptedException();
    }
    current().suspend(what, condition, deadline, true);
    if (condition.getAsBoolean()) {
      return true;
    }
    if (SimulatedThread.interrupted()) {
      throw new InterruptedException();
    }
    return false;
  }

  /** As {@code LockSupport.parkNanos}. */
  static void park(long nanos) {
    current().running().parks();
    current().suspend("a pause", () -> false, deadline(nanos), true);
  }

  private void suspend(
      String what, BooleanSupplier condition, long deadline, boolean endsWithInterrupt) {
    SimulatedThread me = running();
    check(me);
    trace(me, "waits for", what);
    if (++steps > MOST_STEPS) {
      fail("more than " + MOST_STEPS + " steps: it goes round in circles", null);
    }
    me.beginWait(what, condition, deadline, endsWithInterrupt);
    handOver(me);
    me.endWait();
    check(me);
  }

  void check(SimulatedThread thread) {
    if (stopping || thread.process().isDead()) {
      throw new Stopped();
    }
  }

  void add(SimulatedThread thread) {
    threads.add(thread);
  }

  void ended(SimulatedThread thread) {
    threads.remove(thread);
    thread.process().remove(thread);
    trace(thread, "ends", "");
    SimulatedThread next = pick();
    running = next;
    if (next == null) {
      over.countDown();
    } else {
      next.carrier().resume();
    }
  }

  private void handOver(SimulatedThread me) {
    SimulatedThread next = pick();
    if (next != null && !next.equals(me)) {
      running = next;
      next.carrier().resume();
      me.carrier().suspend();
    }
  }

  private @Nullable SimulatedThread pick() {
    while (!threads.isEmpty()) {
      List<SimulatedThread> ready = new ArrayList<>(threads.size());
      long next = NEVER;
      for (SimulatedThread thread : threads) {
        if (stopping || thread.isReady(nanos)) {
          ready.add(thread);
        }
        next = Math.min(next, thread.deadline());
      }
      if (!ready.isEmpty()) {
        return ready.size() == 1 ? ready.get(0) : ready.get(dice.below(ready.size()));
      }
      if (next == NEVER) {
        fail("every thread waits for ever: " + waits(), null);
      } else {
        nanos = next;
      }
    }
    return null;
  }

  private String waits() {
    StringBuilder waits = new StringBuilder();
    for (SimulatedThread thread : threads) {
      waits.append(thread).append(" for ").append(thread.waitsFor()).append("; ");
    }
    return waits.toString();
  }

  /** Records what is wrong, and ends the run. */
  public static void fail(String what) {
    current().fail(what, null);
    throw new Stopped();
  }

  void fail(String what, @Nullable Throwable cause) {
    if (failure == null) {
      failure = cause == null ? what : what + ": " + stack(cause);
      say("FAILED " + failure);
    }
    stopping = true;
  }

  private static String stack(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Ends every thread that still runs. */
  public static void end() {
    current().stopping = true;
  }

  private void trace(SimulatedThread thread, String what, String subject) {
    hash = (hash ^ thread.hash()) * PRIME;
    mix(what);
    mix(subject);
    hash = (hash ^ nanos) * PRIME;
    if (text != null) {
      say(thread + " " + what + " " + subject);
    }
  }

  /** Adds a line to the text of the run, if it is wanted. */
  public static void tell(String what) {
    World world = current();
    world.mix(what);
    world.say(world.running() + " " + what);
  }

  private void say(String line) {
    if (text != null) {
      text.append(nanos / 1_000).append(" µs ").append(line).append('\n');
    }
  }

  private void mix(String what) {
    hash = (hash ^ what.hashCode()) * PRIME;
  }
}
