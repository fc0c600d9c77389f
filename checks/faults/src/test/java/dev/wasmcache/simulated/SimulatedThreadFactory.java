package dev.wasmcache.simulated;

/** Stands for {@link java.util.concurrent.ThreadFactory}. */
public interface SimulatedThreadFactory {

  SimulatedThread newThread(Runnable task);
}
