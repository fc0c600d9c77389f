package dev.wasmcache.spring;

import dev.wasmcache.CacheMode;
import dev.wasmcache.spring.integrity.IntegrityProperties;
import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.PathSetting;
import dev.wasmcache.spring.setting.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * The settings {@code wasm.cache.*}. An invalid value is refused when it is bound, with a message
 * that names the property, the value and the remedy.
 *
 * @param enabled Whether to configure the cache. If the application was processed ahead of time
 *     with the cache, false bypasses it instead.
 * @param name Name of the cache in metrics and health.
 * @param mode What the cache is used for.
 * @param maxEntrySize Size of the largest compiled module that is stored or read.
 * @param timeout Time that one load waits for all its tiers before it continues without them, plus
 *     one second for each 16 MB of the compiled module. 0 waits without a limit.
 * @param generation Number to increase in order to retire everything that has been compiled so far.
 */
@ConfigurationProperties("wasm.cache")
public record WasmCacheProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("wasm") String name,
    @DefaultValue("read-write") CacheMode mode,
    @DefaultValue("512MB") DataSize maxEntrySize,
    @DefaultValue("2s") Duration timeout,
    @DefaultValue("0") int generation,
    @DefaultValue Memory memory,
    @DefaultValue Disk disk,
    @DefaultValue Modules modules,
    @NestedConfigurationProperty @DefaultValue IntegrityProperties integrity,
    @DefaultValue Compile compile,
    @DefaultValue Verify verify,
    @DefaultValue Engine engine) {

  private static final DataSize SMALLEST = DataSize.ofMegabytes(1);

  /**
   * @throws InvalidSettingException if a value cannot be used
   */
  public WasmCacheProperties {
    if (!enabled) {
      // This is a bean nevertheless if the application was processed ahead of time with the cache.
      mode = CacheMode.BYPASS;
    }
    Setting.of("wasm.cache.name", name)
        .require(!name.isBlank(), "it is blank", "Leave it out, or give the cache a name.");
    Setting.of("wasm.cache.max-entry-size", maxEntrySize)
        .requireAtLeast(SMALLEST)
        .require(
            maxEntrySize.toBytes() <= Integer.MAX_VALUE - 8,
            "a compiled module is read into one array, which cannot be longer than 2 GB",
            "Set it to 2047MB or less.");
    Setting.of("wasm.cache.timeout", timeout)
        .require(
            !timeout.isNegative(),
            "it is negative",
            "Set it to a time such as 2s, or to 0 to wait without a limit.");
    Setting.of("wasm.cache.generation", generation)
        .require(generation >= 0, "it is negative", "Count up from 0.");
    Setting.of("wasm.cache.verify.sample-rate", verify.sampleRate())
        .require(
            mode != CacheMode.REQUIRED || verify.sampleRate() == 0,
            "in mode 'required' nothing is compiled, so nothing can be compared",
            "Set it to 0, or 'wasm.cache.mode' to another mode.");
  }

  /**
   * Compiled bytes on the heap. With a disk tier, a loaded artifact is not kept here as well.
   *
   * @param maxSize Maximum total size of the compiled modules on the heap. 0 keeps none there.
   */
  public record Memory(@DefaultValue("64MB") DataSize maxSize) {
    public Memory {
      Setting.of("wasm.cache.memory.max-size", maxSize).requireOffOrAtLeast(SMALLEST);
    }
  }

  /**
   * Compiled modules in a directory, for the next start.
   *
   * @param enabled Whether to keep compiled modules on disk.
   * @param directory Directory of the compiled modules, which must belong to the user of the
   *     application alone. A relative path starts in the working directory, "~/" in the user's
   *     home. The default is "wasm-cache" in the user's cache directory, or "wasm-cache-signed" if
   *     there are keys.
   * @param maxSize Maximum size of the directory on its volume, including all its files and
   *     folders.
   * @param maxIdle Time after which an unused compiled module is deleted.
   * @param minFreeSpace Space to leave free on the volume. With less free space, nothing is written
   *     and compiled modules are deleted.
   * @param readOnlyDirectories Directories that were filled beforehand, for example in a container
   *     image. They are read after the directory above, in this order, and never written.
   * @param required Whether the application refuses to start if a directory cannot be used.
   *     Otherwise it starts without the directory, and its health reports that.
   * @param trustParents Whether parent directories may be writable by every user, as the root of a
   *     container's volume often is. Use it only if no other user can reach the volume: write
   *     access to a parent directory is enough to replace the directory of the cache.
   */
  public record Disk(
      boolean enabled,
      @Nullable Path directory,
      DataSize maxSize,
      Duration maxIdle,
      DataSize minFreeSpace,
      List<Path> readOnlyDirectories,
      boolean required,
      boolean trustParents) {
    // Use is recorded at most once an hour.
    private static final Duration SHORTEST_IDLE = Duration.ofHours(1);

    /** Binds directories as strings, see {@link PathSetting}. */
    @ConstructorBinding
    public Disk(
        @DefaultValue("true") boolean enabled,
        @Nullable String directory,
        @DefaultValue("2GB") DataSize maxSize,
        @DefaultValue("30d") Duration maxIdle,
        @DefaultValue("100MB") DataSize minFreeSpace,
        @DefaultValue List<String> readOnlyDirectories,
        @DefaultValue("false") boolean required,
        @DefaultValue("false") boolean trustParents) {
      this(
          enabled,
          PathSetting.parse("wasm.cache.disk.directory", directory),
          maxSize,
          maxIdle,
          minFreeSpace,
          PathSetting.parse("wasm.cache.disk.read-only-directories", readOnlyDirectories),
          required,
          trustParents);
    }

    public Disk {
      readOnlyDirectories = List.copyOf(readOnlyDirectories);
      Setting.of("wasm.cache.disk.max-size", maxSize)
          .requireAtLeast(
              SMALLEST, "To keep nothing on disk, set 'wasm.cache.disk.enabled=false'.");
      Setting.of("wasm.cache.disk.max-idle", maxIdle)
          .require(
              maxIdle.compareTo(SHORTEST_IDLE) >= 0,
              "use is recorded once an hour, so modules in use would be deleted too",
              "Set it to 1h or more, for example 30d.");
      Setting.of("wasm.cache.disk.min-free-space", minFreeSpace)
          .require(!minFreeSpace.isNegative(), "it is negative", "Set it to 0B or more.");
    }
  }

  /**
   * Modules that are ready to run.
   *
   * @param maxSize Maximum total size of an engine's live modules: heap and metaspace, as the
   *     engine estimates them. 0 keeps none of them live.
   */
  public record Modules(@DefaultValue("256MB") DataSize maxSize) {
    public Modules {
      Setting.of("wasm.cache.modules.max-size", maxSize).requireOffOrAtLeast(SMALLEST);
    }
  }

  /**
   * Compilation of modules that are not in the cache.
   *
   * @param maxConcurrent Maximum number of modules that are compiled at once. The default is half
   *     the processors, and at least 1.
   * @param maxWait Time that a request waits for another process that compiles the same module, on
   *     this host or one that shares the store, or for a slow transfer from that store, before it
   *     compiles the module itself. With 0, every process compiles for itself.
   */
  public record Compile(@Nullable Integer maxConcurrent, @DefaultValue("5m") Duration maxWait) {
    public Compile {
      Setting.of("wasm.cache.compile.max-concurrent", maxConcurrent)
          .require(
              maxConcurrent == null || maxConcurrent > 0,
              "nothing would ever be compiled",
              "Set it to 1 or more, or leave it out.");
      Setting.of("wasm.cache.compile.max-wait", maxWait)
          .require(
              !maxWait.isNegative(),
              "it is negative",
              "Set it to a time such as 2m, or to 0 to compile at once.");
    }
  }

  /**
   * Verification of what the cache returned.
   *
   * @param sampleRate One hit in so many is compiled again in the background and compared with what
   *     was served. With 0, none is.
   */
  public record Verify(@DefaultValue("0") int sampleRate) {
    public Verify {
      Setting.of("wasm.cache.verify.sample-rate", sampleRate)
          .require(
              sampleRate >= 0,
              "it is negative",
              "Set it to a number such as 1000, for one hit in 1000, or to 0 to verify none.");
    }
  }

  /**
   * Options of the engine's compiler. After a change, modules that were compiled with other options
   * are not found.
   *
   * @param defaultEngine The engine of modules that do not name one, if there are several. The only
   *     engine on the class path unless set.
   * @param keepCode Whether a loaded module keeps the code of its functions, for applications that
   *     inspect it. Loading takes two to three times as long.
   * @param interpreterFallback What happens to a function that is too large for the JVM. The
   *     engine's own default unless set.
   * @param interpretedFunctions Indices of functions that are interpreted; all others must compile.
   * @param maxFunctionsPerClass Maximum number of functions in one class. The engine's own default
   *     unless set.
   * @param className Name of the generated class. In a package of each module's own unless set.
   */
  public record Engine(
      @Name("default") @Nullable EngineName defaultEngine,
      @DefaultValue("false") boolean keepCode,
      @Nullable InterpreterFallback interpreterFallback,
      @DefaultValue Set<Integer> interpretedFunctions,
      @Nullable Integer maxFunctionsPerClass,
      @Nullable String className) {

    public Engine {
      interpretedFunctions = Set.copyOf(interpretedFunctions);
      Setting.of("wasm.cache.engine.max-functions-per-class", maxFunctionsPerClass)
          .require(
              maxFunctionsPerClass == null || maxFunctionsPerClass > 0,
              "a class holds at least one function",
              "Set it to 1 or more, or leave it out.");
      Setting.of("wasm.cache.engine.class-name", className)
          .require(
              className == null || !className.isBlank(),
              "it is blank",
              "Leave it out, or name a class.");
      Setting.of("wasm.cache.engine.interpreted-functions", interpretedFunctions)
          .require(
              interpretedFunctions.stream().allMatch(index -> index >= 0),
              "the index of a function is not negative",
              "Count functions from 0, imported ones included.")
          .require(
              interpretedFunctions.isEmpty()
                  || interpreterFallback == null
                  || interpreterFallback == InterpreterFallback.FAIL,
              "every function that is not listed must compile",
              "Leave 'wasm.cache.engine.interpreter-fallback' out, or set it to 'fail'.");
    }
  }

  /** What happens to a function that is too large for a method of the JVM. */
  public enum InterpreterFallback {
    /** It is interpreted. */
    SILENT,
    /** It is interpreted, and the log says so at every load. */
    WARN,
    /** The module is refused. */
    FAIL
  }
}
