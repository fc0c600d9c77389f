package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.EngineName;
import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.Setting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * The settings {@code wasm.modules.*}.
 *
 * @param modules Modules by name, to be injected with @WasmModule. They are loaded like those of
 *     "wasm.cache.warm-up.modules".
 */
// Not a bean: the modules must be known before there are beans.
@ConfigurationProperties("wasm")
public record NamedModulesProperties(@DefaultValue Map<String, Named> modules) {

  /** What the names of these properties begin with. */
  public static final String PREFIX = "wasm.modules";

  /**
   * @throws InvalidSettingException if a value cannot be used
   */
  public NamedModulesProperties {
    modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    modules.forEach(
        (name, module) -> {
          String property = property(name) + ".location";
          String location = module.location();
          if (location == null || location.isBlank()) {
            throw new InvalidSettingException(
                property,
                "is missing",
                "Set it to a location such as 'classpath:/wasm/%s.wasm'.".formatted(name));
          }
          Setting.of(property, location)
              .require(
                  !location.contains("*"),
                  "it is a pattern, and the name '" + name + "' is for one module",
                  "Name one module; patterns belong in '" + WarmUpProperties.MODULES + "'.");
          // Called for its checks.
          ModuleLocation.named(name, module);
        });
  }

  /** Returns the settings; without modules if none is set. */
  static NamedModulesProperties bind(Environment environment) {
    return Binder.get(environment).bindOrCreate("wasm", NamedModulesProperties.class);
  }

  static String property(String name) {
    return PREFIX + "." + name;
  }

  /**
   * A module.
   *
   * @param location Location of the module, such as "classpath:/wasm/decoder.wasm" or
   *     "file:/etc/app/rules.wasm".
   * @param lazy Whether the module is loaded at its first use, and not before the application is
   *     ready.
   * @param reload Whether the module is replaced when its file changes.
   * @param engine Engine that runs the module. The value of "wasm.cache.engine.default" unless set.
   */
  public record Named(
      @Nullable String location,
      @DefaultValue("false") boolean lazy,
      @DefaultValue("false") boolean reload,
      @Nullable EngineName engine) {}
}
