package dev.wasmcache.simulated;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Loads the product, and the scenarios that use it, with other classes in the place of those of the
 * platform that run threads, make them wait, tell the time or draw random numbers. This is the seam
 * of the simulation: the product runs as it was compiled and has no switch for it.
 *
 * <p>The classes of this package are those of the platform's side: they are the same ones for every
 * loader.
 */
final class SimulationLoader extends ClassLoader {

  private static final String OURS = "dev.wasmcache.";
  private static final String PLATFORM = SimulationLoader.class.getPackageName() + ".";
  private static final String HERE = "dev/wasmcache/simulated/";

  private static final Map<String, String> REPLACED =
      Map.ofEntries(
          Map.entry("java/lang/Thread", HERE + "SimulatedThread"),
          Map.entry("java/lang/ThreadLocal", HERE + "SimulatedThreadLocal"),
          Map.entry("java/lang/System", HERE + "SimulatedPlatform$SystemCalls"),
          Map.entry("java/util/SplittableRandom", HERE + "SimulatedPlatform$NewRandom"),
          Map.entry("java/util/concurrent/CountDownLatch", HERE + "SimulatedLatch"),
          Map.entry("java/util/concurrent/Executors", HERE + "SimulatedPlatform$Adapters"),
          Map.entry("java/util/concurrent/FutureTask", HERE + "SimulatedFuture"),
          Map.entry("java/util/concurrent/ScheduledThreadPoolExecutor", HERE + "SimulatedSchedule"),
          Map.entry("java/util/concurrent/Semaphore", HERE + "SimulatedSemaphore"),
          Map.entry("java/util/concurrent/ThreadFactory", HERE + "SimulatedThreadFactory"),
          Map.entry(
              "java/util/concurrent/ThreadLocalRandom", HERE + "SimulatedPlatform$ThreadRandom"),
          Map.entry("java/util/concurrent/ThreadPoolExecutor", HERE + "SimulatedPool"),
          Map.entry("java/util/concurrent/locks/LockSupport", HERE + "SimulatedPlatform$Park"),
          Map.entry("java/util/concurrent/locks/ReentrantLock", HERE + "SimulatedLock"));

  // Add a class for one of them to this package when the product begins to use it.
  private static final Set<String> UNSEEN =
      Set.of(
          "java/util/concurrent/locks/Condition",
          "java/util/concurrent/locks/ReentrantReadWriteLock",
          "java/util/concurrent/locks/StampedLock",
          "java/util/concurrent/CyclicBarrier",
          "java/util/concurrent/Exchanger",
          "java/util/concurrent/ForkJoinPool",
          "java/util/concurrent/Phaser",
          "java/util/Timer");

  private final Map<String, String> planted;
  private final ClassNames names;

  SimulationLoader(Planted bug) {
    super(SimulationLoader.class.getClassLoader());
    this.planted = bug.replacedClasses();
    Map<String, String> all = new LinkedHashMap<>(REPLACED);
    all.putAll(planted);
    this.names = new ClassNames(all, UNSEEN);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS) || name.startsWith(PLATFORM)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/');
    try (InputStream in = getParent().getResourceAsStream(path + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] original = in.readAllBytes();
      // A planted class, and the one that it takes the place of, mean themselves by their names.
      ClassNames used = isOfPlanted(path) ? new ClassNames(REPLACED, UNSEEN) : names;
      byte[] classFile = used.replace(name, original);
      return defineClass(name, classFile, 0, classFile.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private boolean isOfPlanted(String path) {
    String outer = path.contains("$") ? path.substring(0, path.indexOf('$')) : path;
    return planted.containsKey(outer) || planted.containsValue(outer);
  }
}
