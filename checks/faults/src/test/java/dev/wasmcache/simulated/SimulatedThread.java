package dev.wasmcache.simulated;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for {@link Thread} in the classes under simulation. A {@link Carrier} lets it run, one
 * thread at a time. Its interrupt status is its own, so that an interrupt of the simulation does
 * not disturb the hand-over.
 */
public final class SimulatedThread implements Runnable {

  private final World world;
  private final Process process;
  private final Runnable task;
  private final boolean ofTheScenario;
  private final Carrier carrier;
  private final Map<Object, Object> locals = new IdentityHashMap<>();
  private final String name;
  private final String text;
  private boolean started;
  private boolean ended;
  private boolean interrupted;
  private boolean interruptedFromOutside;
  private boolean parked;

  // Why it waits; none while it can run.
  private @Nullable BooleanSupplier condition;
  private boolean endsWithInterrupt;
  private long deadline = World.NEVER;
  private String waitsFor = "";

  /** As the constructor of a thread: belongs to the process of the thread that creates it. */
  public SimulatedThread(Runnable task, String name) {
    this(World.current().running().process(), task, name, false);
  }

  SimulatedThread(Process process, Runnable task, String name, boolean ofTheScenario) {
    this.world = World.current();
    this.process = process;
    this.task = task;
    this.name = name;
    this.text = process.name() + "/" + name;
    this.ofTheScenario = ofTheScenario;
    this.carrier = Carrier.of(this, name);
    process.add(this);
  }

  public static SimulatedThread currentThread() {
    return World.current().running();
  }

  /** As that of a thread. */
  public static boolean interrupted() {
    SimulatedThread thread = currentThread();
    boolean before = thread.interrupted;
    thread.interrupted = false;
    return before;
  }

  public boolean isInterrupted() {
    return interrupted;
  }

  public void interrupt() {
    interrupted = true;
  }

  void interruptFromOutside() {
    World.tell("interrupts " + this);
    interrupted = true;
    interruptedFromOutside = true;
  }

  /** Whether it was interrupted by the scenario since the last call of this method. */
  public static boolean wasInterruptedFromOutside() {
    SimulatedThread thread = currentThread();
    boolean was = thread.interruptedFromOutside;
    thread.interruptedFromOutside = false;
    return was;
  }

  void parks() {
    parked = true;
  }

  /** Whether the thread has paused by itself since the last call of this method. */
  public static boolean hasParked() {
    SimulatedThread thread = currentThread();
    boolean has = thread.parked;
    thread.parked = false;
    return has;
  }

  public String getName() {
    return name;
  }

  /** Every simulated thread is one. */
  public void setDaemon(boolean daemon) {}

  public boolean isAlive() {
    return started && !ended;
  }

  public void start() {
    World.step("start " + name);
    startNow();
  }

  void startNow() {
    started = true;
    world.add(this);
  }

  /** As that of a thread. */
  public void join(long millis) throws InterruptedException {
    World.waitFor("the end of " + name, () -> ended, World.deadline(millis * 1_000_000));
  }

  /** Returns what stands for it in a trace. */
  int hash() {
    return text.hashCode();
  }

  Process process() {
    return process;
  }

  boolean isOfTheScenario() {
    return ofTheScenario;
  }

  Carrier carrier() {
    return carrier;
  }

  Map<Object, Object> locals() {
    return locals;
  }

  @Override
  public void run() {
    try {
      world.check(this);
      task.run();
    } catch (Stopped e) {
      // Its process was killed.
    } catch (Throwable e) {
      world.fail("an exception ended the thread " + name, e);
    } finally {
      ended = true;
      world.ended(this);
    }
  }

  void beginWait(String what, BooleanSupplier until, long at, boolean endsOnInterrupt) {
    waitsFor = what;
    condition = until;
    deadline = at;
    endsWithInterrupt = endsOnInterrupt;
  }

  void endWait() {
    condition = null;
    deadline = World.NEVER;
    waitsFor = "";
  }

  boolean isReady(long now) {
    BooleanSupplier until = condition;
    return until == null
        || process.isDead()
        || deadline <= now
        || (endsWithInterrupt && interrupted)
        || until.getAsBoolean();
  }

  long deadline() {
    return deadline;
  }

  String waitsFor() {
    return waitsFor;
  }

  @Override
  public String toString() {
    return text;
  }
}
