package dev.wasmcache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Live modules of one engine, over a {@link CompilationCache}: what a JVM asks for again is there
 * at once, what another JVM has compiled is loaded, and only the rest is compiled.
 *
 * <p>A module that was handed out stays usable for as long as somebody holds it: eviction, {@link
 * #evict} and {@link #close} only make this cache forget it. A module is published when it is
 * finished, and loaded by one thread while the others that want it wait.
 *
 * <p>No fault of the cache reaches a caller: an entry that does not load, by a {@link LinkageError}
 * too, is deleted where it was found, the next tier is asked, and in the end the module is
 * compiled. What the engine throws for a module that it does not take reaches the caller as it is.
 *
 * <p>Safe for concurrent use.
 *
 * @param <M> a module that is ready to be instantiated
 */
public final class ModuleCache<M> implements AutoCloseable {

  // A name costs about 100 bytes: a bound for who makes names up, not for who has modules.
  private static final int MAXIMUM_NAMES = 10_000;

  private final Engine<M> engine;
  private final Fingerprint fingerprint;
  private final CompilationCache cache;
  private final long maximumBytes;
  private final List<ModuleListener> listeners;
  private final List<CacheInterceptor> interceptors;
  private final WeighedMap<Live<M>> modules;
  // What is not given up for its weight, besides being in the map.
  private final ConcurrentMap<CacheKey, Live<M>> pinned = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, CacheKey> names = new ConcurrentHashMap<>();
  private final SingleFlight<CacheKey, Live<M>> flights = new SingleFlight<>();
  private final AtomicLong evictions = new AtomicLong();
  private final ModuleCounters counters = new ModuleCounters();

  private ModuleCache(Builder<M> settings) {
    this.engine = settings.engine;
    this.fingerprint = engine.fingerprint();
    this.cache = settings.cache;
    this.maximumBytes = settings.maximumBytes;
    this.listeners = List.copyOf(settings.listeners);
    this.interceptors = List.copyOf(settings.interceptors);
    this.modules = new WeighedMap<>(maximumBytes, new LiveValues<>(counters));
  }

  /** Starts a cache of live modules. The compilation cache stays the caller's. */
  public static <M> Builder<M> builder(Engine<M> engine, CompilationCache cache) {
    return new Builder<>(engine, cache);
  }

  /**
   * Answers the module of these bytes.
   *
   * @throws RuntimeException the engine's own, if it does not take the module
   */
  public M load(byte[] wasm) {
    return load(CompileRequest.owning(wasm, fingerprint));
  }

  /**
   * Answers the module of this file's bytes, which are read at every call: the module that is live
   * is that of the bytes, whatever the file.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws RuntimeException the engine's own, if it does not take the module
   */
  public M load(Path file) {
    try {
      String name = file.toString();
      return load(CompileRequest.owning(Files.readAllBytes(file), fingerprint, name));
    } catch (IOException e) {
      throw new UncheckedIOException("The module " + file + " cannot be read", e);
    }
  }

  /**
   * Answers the module of this name. The name stands for the bytes: while a module of it is live,
   * the bytes are not asked for. Call {@link #evict(String)} when they change.
   *
   * @param wasm answers the module's bytes; asked at most once
   * @throws RuntimeException the engine's own, if it does not take the module
   */
  public M load(String name, Supplier<byte[]> wasm) {
    CacheKey known = names.get(name);
    Live<M> live = known == null ? null : live(known);
    if (live != null) {
      counters.hit();
      return live.module();
    }
    long seen = evictions.get();
    CompileRequest request = CompileRequest.owning(wasm.get(), fingerprint, name);
    M module = load(request);
    remember(name, request.key(), seen);
    return module;
  }

  /**
   * Answers the module of a request, which remembers its key: the fastest way to ask again.
   *
   * @throws IllegalArgumentException if the request is for another engine than this cache's
   * @throws RuntimeException the engine's own, if it does not take the module
   */
  public M load(CompileRequest request) {
    CacheKey key = request.key();
    Live<M> live = live(key);
    if (live == null) {
      live = loadOnce(request, key);
    } else {
      counters.hit();
    }
    return live.module();
  }

  private @Nullable Live<M> live(CacheKey key) {
    Live<M> live = modules.get(key);
    return live != null || pinned.isEmpty() ? live : pinned.get(key);
  }

  /** Makes a request that can be asked with again and again. The bytes are copied. */
  public CompileRequest request(byte[] wasm) {
    return CompileRequest.of(wasm, fingerprint);
  }

  /**
   * Remembers what a name stands for, unless a name was taken back since its bytes were asked for.
   */
  private void remember(String name, CacheKey key, long seen) {
    if (names.size() >= MAXIMUM_NAMES) {
      // Who makes names up pays with a look-up by the bytes.
      names.clear();
    }
    names.put(name, key);
    if (evictions.get() != seen) {
      names.remove(name, key);
    }
  }

  private Live<M> loadOnce(CompileRequest request, CacheKey key) {
    if (!request.fingerprint().equals(fingerprint)) {
      throw new IllegalArgumentException(
          "The request is for " + request.fingerprint() + ", this cache for " + fingerprint);
    }
    SingleFlight.Landing<Live<M>> landing = flights.fly(key, new Loading(request));
    if (!landing.led()) {
      counters.hit();
    }
    return landing.value();
  }

  /** Forgets the live module of a name; its entries in the tiers stay. A no-op if there is none. */
  public void evict(String name) {
    evictions.incrementAndGet();
    CacheKey key = names.remove(name);
    if (key != null) {
      evict(key);
    }
  }

  /**
   * Keeps the live module of a name however much the others weigh, until it is evicted by hand.
   *
   * @return whether there is one
   */
  public boolean pin(String name) {
    CacheKey key = names.get(name);
    Live<M> live = key == null ? null : live(key);
    if (key == null || live == null) {
      return false;
    }
    pinned.put(key, live);
    return true;
  }

  /** Answers the key of the module that was last asked for by a name; empty if none was. */
  public Optional<CacheKey> key(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /** Answers the modules that are live, in no order. */
  public List<LiveModule> modules() {
    Map<CacheKey, List<String>> named = new HashMap<>();
    names.forEach((name, key) -> named.computeIfAbsent(key, k -> new ArrayList<>()).add(name));
    Set<CacheKey> keys = new LinkedHashSet<>(modules.keys());
    keys.addAll(pinned.keySet());
    List<LiveModule> all = new ArrayList<>();
    for (CacheKey key : keys) {
      Live<M> held = modules.peek(key);
      Live<M> live = held != null ? held : pinned.get(key);
      if (live != null) {
        all.add(
            new LiveModule(
                key,
                named.getOrDefault(key, List.of()).stream().sorted().toList(),
                live.origin(),
                live.weight(),
                live.compileTime(),
                pinned.containsKey(key)));
      }
    }
    return all;
  }

  /** Forgets the live module under a key; its entries in the tiers stay. */
  public void evict(CacheKey key) {
    pinned.remove(key);
    modules.remove(key);
  }

  /** Forgets every live module; their entries in the tiers stay. */
  public void evictAll() {
    evictions.incrementAndGet();
    names.clear();
    pinned.clear();
    modules.clear();
  }

  /** Answers what the live modules have done so far. Costs no I/O. */
  public ModuleCacheStats stats() {
    return counters.snapshot(modules.size(), modules.weight(), maximumBytes);
  }

  /** Forgets every live module. The compilation cache is not closed. Idempotent. */
  @Override
  public void close() {
    evictAll();
  }

  private record Live<M>(M module, long weight, Origin origin, Duration compileTime) {}

  private record LiveValues<M>(ModuleCounters counters) implements WeighedMap.Values<Live<M>> {
    @Override
    public long weigh(Live<M> live) {
      return live.weight();
    }

    @Override
    public void evicted() {
      counters.evicted();
    }
  }

  /**
   * The work of who leads the flight for a module. A class where some lambdas would do: each of
   * them costs a fresh JVM a millisecond or more.
   */
  private final class Loading
      implements Supplier<Live<M>>, ArtifactCompiler, ArtifactLoader<Live<M>> {
    private final CompileRequest request;
    private @Nullable Live<M> loaded;

    private Loading(CompileRequest request) {
      this.request = request;
    }

    @Override
    public Live<M> get() {
      Live<M> landed = live(request.key());
      return landed != null ? landed : publish();
    }

    private Live<M> publish() {
      long start = System.nanoTime();
      Live<M> live;
      try {
        live = interceptors.isEmpty() ? fromCache() : intercepted();
      } catch (Throwable e) {
        counters.failed();
        throw e;
      }
      modules.put(request.key(), live);
      counters.loaded(live.origin());
      if (!listeners.isEmpty()) {
        tell(live, Duration.ofNanos(System.nanoTime() - start));
      }
      return live;
    }

    private Live<M> fromCache() {
      return cache.getOrCompile(request, this, this);
    }

    private Live<M> intercepted() {
      new SafeInterceptor(interceptors)
          .aroundLoad(
              request,
              () -> {
                Live<M> live = fromCache();
                loaded = live;
                return live.origin();
              });
      return Objects.requireNonNull(loaded);
    }

    private void tell(Live<M> live, Duration elapsed) {
      ModuleLoad load =
          new ModuleLoad(
              request.key(),
              request.name(),
              live.origin(),
              elapsed,
              live.compileTime(),
              request.size(),
              live.weight());
      SafeListener.tell(listeners, listener -> listener.onLoad(load));
    }

    @Override
    public Artifact compile(CompileRequest asked) {
      // The array was hashed where it lay, since a hit needs no copy of it. What is compiled must
      // be what was hashed, even if its owner is writing to it.
      CompileRequest copy = request.copied();
      if (!copy.key().equals(request.key())) {
        throw new ConcurrentModificationException(
            "The bytes of the module changed while it loaded");
      }
      return engine.compile(copy.array());
    }

    @Override
    public Live<M> load(Artifact artifact, Origin origin) {
      M module = engine.load(request.array(), artifact);
      long weight = Math.max(1, engine.weight(module));
      return new Live<>(module, weight, origin, artifact.compileTime());
    }
  }

  /** Sets what a cache of live modules is made of. Not safe for concurrent use. */
  public static final class Builder<M> {

    /** The default of {@link #maximumBytes}: 256 MB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 256L * 1024 * 1024;

    private final Engine<M> engine;
    private final CompilationCache cache;
    private long maximumBytes = DEFAULT_MAXIMUM_BYTES;
    private final List<ModuleListener> listeners = new ArrayList<>();
    private final List<CacheInterceptor> interceptors = new ArrayList<>();

    private Builder(Engine<M> engine, CompilationCache cache) {
      this.engine = engine;
      this.cache = cache;
    }

    /**
     * Sets what the live modules may hold together, heap and metaspace, as the engine weighs them.
     * Default: {@value #DEFAULT_MAXIMUM_BYTES}; 0 means that none stays live.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder<M> maximumBytes(long maximumBytes) {
      if (maximumBytes < 0) {
        throw new IllegalArgumentException(
            "The size of the live modules is not negative: " + maximumBytes);
      }
      this.maximumBytes = maximumBytes;
      return this;
    }

    /** Adds a listener. */
    public Builder<M> listener(ModuleListener listener) {
      this.listeners.add(listener);
      return this;
    }

    /** Adds an interceptor, whose {@link CacheInterceptor#aroundLoad} is called. */
    public Builder<M> interceptor(CacheInterceptor interceptor) {
      this.interceptors.add(interceptor);
      return this;
    }

    public ModuleCache<M> build() {
      return new ModuleCache<>(this);
    }
  }
}
