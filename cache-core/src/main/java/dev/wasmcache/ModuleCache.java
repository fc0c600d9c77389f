package dev.wasmcache;

import dev.wasmcache.admin.LiveModule;
import dev.wasmcache.internal.EnumCounters;
import dev.wasmcache.internal.SafeInterceptor;
import dev.wasmcache.internal.SafeListener;
import dev.wasmcache.internal.WeighedMap;
import dev.wasmcache.internal.compile.SingleFlight;
import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Live modules of one engine, over a {@link CompilationCache}: a module that this JVM has already
 * loaded is returned at once, a module that another JVM has compiled is loaded, and only the rest
 * is compiled.
 *
 * <p>A module that was returned stays usable for as long as it is referenced: eviction, {@link
 * #evict} and {@link #close} only make this cache forget it. A module is loaded by one thread while
 * other threads that need it wait, and is published when it is complete.
 *
 * <p>No failure of the cache reaches a caller. An entry that does not load, because of a {@link
 * LinkageError} too, is deleted where it was found, and the next tier is asked; after the last
 * tier, the module is compiled. What the engine throws for a module that it does not accept reaches
 * the caller unchanged.
 *
 * <p>Safe for concurrent use.
 *
 * @param <M> a module that is ready to be instantiated
 */
public final class ModuleCache<M> implements AutoCloseable {

  // A name costs about 100 bytes: a bound for callers that make up names, not for those with many
  // modules.
  private static final int MAXIMUM_NAMES = 10_000;

  private final Engine<M> engine;
  private final Fingerprint fingerprint;
  private final CompilationCache cache;
  private final long maximumBytes;
  private final List<ModuleListener> listeners;
  private final List<CacheInterceptor> interceptors;
  private final WeighedMap<Live<M>> modules;
  // The modules that are not evicted for their weight; they are in the map as well.
  private final ConcurrentMap<CacheKey, Live<M>> pinned = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, CacheKey> names = new ConcurrentHashMap<>();
  private final SingleFlight<CacheKey, Live<M>> flights = new SingleFlight<>();
  private final AtomicLong evictions = new AtomicLong();
  // Counts what may have changed which modules are live, so that a request knows when to look up.
  private final AtomicLong changes = new AtomicLong();
  private final LongAdder hits = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder evictedForWeight = new LongAdder();
  private final EnumCounters<Origin> loads = new EnumCounters<>(Origin.class);
  private volatile @Nullable Executor executor;

  private ModuleCache(Builder<M> settings) {
    this.engine = settings.engine;
    this.fingerprint = engine.fingerprint();
    this.cache = settings.cache;
    this.maximumBytes = settings.maximumBytes;
    this.listeners = List.copyOf(settings.listeners);
    this.interceptors = List.copyOf(settings.interceptors);
    this.executor = settings.executor;
    this.modules = new WeighedMap<>(maximumBytes, new LiveValues<>(evictedForWeight, changes));
  }

  /** Starts to build a cache of live modules. The compilation cache still belongs to the caller. */
  public static <M> Builder<M> builder(Engine<M> engine, CompilationCache cache) {
    return new Builder<>(engine, cache);
  }

  /**
   * Returns the module for these bytes.
   *
   * @throws RuntimeException the engine's own, if it does not accept the module
   */
  public M load(byte[] wasm) {
    return load(new CompileRequest(wasm, fingerprint, null));
  }

  /**
   * Returns the module for this file's bytes, which are read at every call: a live module belongs
   * to the bytes, not to the file.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws RuntimeException the engine's own, if it does not accept the module
   */
  public M load(Path file) {
    try {
      String name = file.toString();
      return load(new CompileRequest(Files.readAllBytes(file), fingerprint, name));
    } catch (IOException e) {
      throw new UncheckedIOException("The module " + file + " cannot be read", e);
    }
  }

  /**
   * Returns the module of this name. The name stands for the bytes: while its module is live, the
   * bytes are not requested. Call {@link #evict(String)} when they change.
   *
   * @param wasm returns the module's bytes; called at most once
   * @throws UncheckedIOException if the bytes cannot be read
   * @throws RuntimeException the engine's own, if it does not accept the module
   */
  public M load(String name, ModuleSource wasm) {
    Live<M> live = live(name);
    if (live != null) {
      hits.increment();
      return live.module();
    }
    long seen = evictions.get();
    byte[] bytes;
    try {
      bytes = wasm.read();
    } catch (IOException e) {
      throw new UncheckedIOException("The module '" + name + "' cannot be read", e);
    }
    CompileRequest request = new CompileRequest(bytes, fingerprint, name);
    M module = load(request);
    remember(name, request.key(), seen);
    return module;
  }

  /**
   * Returns the module of this name like {@link #load(String, ModuleSource)}, without making the
   * calling thread wait: for event loops. Complete at once if the module is live. Otherwise another
   * thread reads and loads it, and runs what depends on the result.
   */
  public CompletionStage<M> loadAsync(String name, ModuleSource wasm) {
    Live<M> live = live(name);
    if (live != null) {
      hits.increment();
      return CompletableFuture.completedFuture(live.module());
    }
    return CompletableFuture.supplyAsync(() -> load(name, wasm), executor());
  }

  private Executor executor() {
    Executor known = executor;
    if (known == null) {
      // Two callers may both make one: the other has no thread, or loses it when it has been idle.
      known = new AsyncLoads();
      executor = known;
    }
    return known;
  }

  /**
   * Loads the module for these bytes and lets a name stand for it from now on. Until it is loaded,
   * and if it does not load, the name stands for what it stood for before. The former module is
   * forgotten unless it has another name; it stays usable for as long as it is referenced.
   *
   * @throws RuntimeException the engine's own, if it does not accept the module
   */
  public M replace(String name, byte[] wasm) {
    CompileRequest request = new CompileRequest(wasm, fingerprint, name);
    CacheKey key = request.key();
    M module = load(request);
    CacheKey former = names.put(name, key);
    if (former != null && !former.equals(key) && !names.containsValue(former)) {
      evict(former);
    }
    return module;
  }

  /**
   * Returns a module that stands for another one, see {@link Engine#handle}; empty if the engine
   * has no such module.
   */
  public Optional<M> handle(Supplier<? extends M> current) {
    return engine.handle(current);
  }

  /**
   * Returns the module of a request. A request remembers its key, and its module for as long as no
   * module is loaded or evicted, so using it again is the fastest way to get a module.
   *
   * @throws IllegalArgumentException if the request is for another engine than this cache's
   * @throws RuntimeException the engine's own, if it does not accept the module
   */
  public M load(CompileRequest request) {
    return load(request, null);
  }

  /**
   * Returns the module of a request like {@link #load(CompileRequest)}, but lets this compiler
   * compile it if no tier has it, in place of the engine: for a caller that has the module in a
   * form other than bytes, with a request of its {@linkplain CompileRequest#ofIdentity identity}.
   *
   * @param compiler compiles the module of this request as the engine would; null for the engine
   * @throws IllegalArgumentException if the request is for another engine than this cache's
   * @throws RuntimeException what the compiler throws
   */
  public M load(CompileRequest request, @Nullable ArtifactCompiler compiler) {
    // Read first: what is looked up afterwards is at least as new.
    long seen = changes.get();
    LiveUse<?> last = request.lastUse();
    M remembered = last == null ? null : LiveUse.module(last, this, seen);
    if (remembered != null) {
      hits.increment();
      return remembered;
    }
    CacheKey key = request.key();
    Live<M> live = live(key);
    if (live == null) {
      return loadOnce(request, key, compiler).module();
    }
    hits.increment();
    request.used(new LiveUse<>(this, seen, modules.isLimited(), live.module()));
    return live.module();
  }

  private @Nullable Live<M> live(String name) {
    CacheKey known = names.get(name);
    return known == null ? null : live(known);
  }

  private @Nullable Live<M> live(CacheKey key) {
    Live<M> live = modules.get(key);
    return live != null || pinned.isEmpty() ? live : pinned.get(key);
  }

  /** Makes a request that can be used again and again. The bytes are copied. */
  public CompileRequest request(byte[] wasm) {
    return CompileRequest.of(wasm, fingerprint);
  }

  /** Remembers what a name stands for, unless a name was evicted since its bytes were requested. */
  private void remember(String name, CacheKey key, long seen) {
    if (names.size() >= MAXIMUM_NAMES) {
      // A caller that makes up names pays with a lookup by the bytes.
      names.clear();
    }
    names.put(name, key);
    if (evictions.get() != seen) {
      names.remove(name, key);
    }
  }

  private Live<M> loadOnce(
      CompileRequest request, CacheKey key, @Nullable ArtifactCompiler compiler) {
    if (!request.fingerprint().equals(fingerprint)) {
      throw new IllegalArgumentException(
          "The request is for " + request.fingerprint() + ", this cache for " + fingerprint);
    }
    SingleFlight.Landing<Live<M>> landing = flights.fly(key, new Loading(request, key, compiler));
    if (!landing.led()) {
      hits.increment();
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
   * Keeps the live module of a name, however much other modules weigh, until it is evicted
   * explicitly.
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

  /** Returns the key of the module that was last requested by a name; empty if none was. */
  public Optional<CacheKey> key(String name) {
    return Optional.ofNullable(names.get(name));
  }

  /** Returns the live modules, in no particular order. */
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

  /**
   * Forgets the live module under a key; its entries in the tiers stay. When this method has
   * returned, no load hands out that module any more, not even with a request that has been used.
   */
  public void evict(CacheKey key) {
    pinned.remove(key);
    modules.remove(key);
    // The module may have been found by a thread that others could still join.
    flights.detach(key);
    changes.incrementAndGet();
  }

  /** Forgets every live module; their entries in the tiers stay. */
  public void evictAll() {
    evictions.incrementAndGet();
    names.clear();
    pinned.clear();
    modules.clear();
    flights.detachAll();
    changes.incrementAndGet();
  }

  /** Returns the statistics of the live modules. Does no I/O. */
  public ModuleCacheStats stats() {
    return new ModuleCacheStats(
        hits.sum(),
        loads.snapshot(),
        failures.sum(),
        evictedForWeight.sum(),
        modules.size(),
        modules.weight(),
        maximumBytes);
  }

  /** Forgets every live module. The compilation cache is not closed. Idempotent. */
  @Override
  public void close() {
    evictAll();
  }

  private record Live<M>(M module, long weight, Origin origin, Duration compileTime) {}

  private record LiveValues<M>(LongAdder evictions, AtomicLong changes)
      implements WeighedMap.Values<Live<M>> {
    @Override
    public long weigh(Live<M> live) {
      return live.weight();
    }

    @Override
    public void evicted() {
      evictions.increment();
      changes.incrementAndGet();
    }
  }

  /**
   * The work of the thread that leads the flight for a module. A class where some lambdas would do:
   * each of them costs a fresh JVM a millisecond or more.
   */
  private final class Loading
      implements Supplier<Live<M>>, ArtifactCompiler, ArtifactLoader<Live<M>> {
    private final CompileRequest request;
    private final CacheKey key;
    private final @Nullable ArtifactCompiler compiler;
    private @Nullable Live<M> loaded;

    private Loading(CompileRequest request, CacheKey key, @Nullable ArtifactCompiler compiler) {
      this.request = request;
      this.key = key;
      this.compiler = compiler;
    }

    @Override
    public Live<M> get() {
      Live<M> landed = live(key);
      return landed != null ? landed : publish();
    }

    private Live<M> publish() {
      long start = System.nanoTime();
      Live<M> live;
      try {
        live = interceptors.isEmpty() ? fromCache() : intercepted();
      } catch (Throwable e) {
        failures.increment();
        throw e;
      }
      modules.put(key, live);
      changes.incrementAndGet();
      loads.add(live.origin());
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
              key,
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
      if (compiler != null) {
        return compiler.compile(asked);
      }
      // The array was hashed in place, since a hit needs no copy of it. What is compiled must be
      // what was hashed, even if the owner of the array is writing to it.
      return engine.compile(unchanged().array());
    }

    /**
     * Returns the request with a copy of the bytes.
     *
     * @throws ModuleChangedException if they are not those that its key is made from
     */
    private CompileRequest unchanged() {
      CompileRequest copy = request.copied();
      if (!copy.key().equals(key)) {
        throw new ModuleChangedException();
      }
      return copy;
    }

    @Override
    public Live<M> load(Artifact artifact, Origin origin) {
      M module;
      try {
        module = engine.load(request.array(), artifact);
      } catch (RuntimeException | LinkageError e) {
        unchanged();
        throw e;
      }
      long weight = Math.max(1, engine.weight(module));
      return new Live<>(module, weight, origin, artifact.compileTime());
    }
  }

  /** Configures a cache of live modules. Not safe for concurrent use. */
  public static final class Builder<M> {

    /** The default of {@link #maximumBytes}: 256 MB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 256L * 1024 * 1024;

    private final Engine<M> engine;
    private final CompilationCache cache;
    private long maximumBytes = DEFAULT_MAXIMUM_BYTES;
    private final List<ModuleListener> listeners = new ArrayList<>();
    private final List<CacheInterceptor> interceptors = new ArrayList<>();
    private @Nullable Executor executor;

    private Builder(Engine<M> engine, CompilationCache cache) {
      this.engine = engine;
      this.cache = cache;
    }

    /**
     * Sets how many bytes of heap and metaspace the live modules may hold in total, as estimated by
     * the engine. Default: {@value #DEFAULT_MAXIMUM_BYTES}; 0 means that none stays live.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder<M> maximumBytes(long maximumBytes) {
      if (maximumBytes < 0) {
        throw new IllegalArgumentException(
            "The size of the live modules must not be negative: " + maximumBytes);
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

    /**
     * Sets the threads of {@link ModuleCache#loadAsync}. A load may compile, so it can keep a
     * thread busy for seconds. Default: daemon threads of the cache's own, as many as there are
     * processors.
     */
    public Builder<M> executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    public ModuleCache<M> build() {
      return new ModuleCache<>(this);
    }
  }
}
