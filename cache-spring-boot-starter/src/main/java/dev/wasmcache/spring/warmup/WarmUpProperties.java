package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code wasm.cache.warm-up.*}.
 *
 * @param modules Locations of modules to load, such as "classpath:/wasm/*.wasm" or
 *     "file:/opt/modules/*.wasm". A module has the name of its file without the extension, unless
 *     another name precedes its location: "decoder=classpath:/lib/decoder_bg.wasm".
 * @param mode When the modules are loaded.
 * @param parallelism Number of modules that are loaded at once. The value of
 *     "wasm.cache.compile.max-concurrent" unless set.
 * @param pin Whether the modules stay live, whatever the size of the others.
 * @param onFailure What happens if a module is missing or does not load.
 * @param moduleCache Name of the bean that holds the live modules, if there are several.
 */
@ConfigurationProperties(WarmUpProperties.PREFIX)
public record WarmUpProperties(
    @DefaultValue List<String> modules,
    @DefaultValue("before-ready") Mode mode,
    @Nullable Integer parallelism,
    @DefaultValue("false") boolean pin,
    @DefaultValue("fail") OnFailure onFailure,
    @Nullable String moduleCache) {

  static final String PREFIX = "wasm.cache.warm-up";
  static final String MODULES = PREFIX + ".modules";
  static final String ON_FAILURE = PREFIX + ".on-failure";
  static final String MODULE_CACHE = PREFIX + ".module-cache";

  /**
   * @throws InvalidSettingException if a value cannot be used
   */
  public WarmUpProperties {
    modules = List.copyOf(modules);
    // Called for its checks, so that an invalid location is refused when it is bound.
    modules.forEach(ModuleLocation::parse);
    Setting.of(PREFIX + ".parallelism", parallelism)
        .require(
            parallelism == null || parallelism > 0,
            "nothing would ever be loaded",
            "Set it to 1 or more, or leave it out.");
  }

  /** When modules are loaded. */
  public enum Mode {
    /** Before the application accepts requests: its start waits for them. */
    BEFORE_READY,
    /** In the background: the start does not wait for them. */
    BACKGROUND
  }

  /** What happens if a module is missing or does not load. */
  public enum OnFailure {
    /** The application does not start. In the background, the log has an error. */
    FAIL,
    /** The log has a warning. */
    WARN
  }
}
