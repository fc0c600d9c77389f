package dev.wasmcache.simulated;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The bug of a test: a background thread that is not stopped. */
public final class PlantedSchedule implements Executor {

  private final SimulatedSchedule schedule;

  public PlantedSchedule(int threads, SimulatedThreadFactory factory) {
    this.schedule = new SimulatedSchedule(threads, factory);
  }

  public void setRemoveOnCancelPolicy(boolean removes) {}

  public void setKeepAliveTime(long time, TimeUnit unit) {
    schedule.setKeepAliveTime(time, unit);
  }

  public void allowCoreThreadTimeOut(boolean allowed) {}

  @Override
  public void execute(Runnable task) {
    schedule.execute(task);
  }

  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return schedule.schedule(task, delay, unit);
  }

  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    return schedule.scheduleWithFixedDelay(task, first, delay, unit);
  }

  public void shutdown() {}

  public List<Runnable> shutdownNow() {
    return List.of();
  }
}
