package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.EngineName;
import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.PathSetting;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ResourceUtils;

/**
 * A configured location of modules. In the list of the warm-up, it is a location, or a name, "="
 * and a location; below {@code wasm.modules}, its name is part of the property.
 *
 * @param name the name of the one module there; empty if it has the name of its file
 * @param location a resource pattern
 * @param property the property that configures it
 * @param injectable whether it is below {@code wasm.modules}
 * @param engine the engine that is to run it; null for the default
 * @param lazy whether it is loaded at its first use only
 * @param reload whether it is replaced when its file changes
 */
record ModuleLocation(
    Optional<String> name,
    String location,
    String property,
    boolean injectable,
    @Nullable EngineName engine,
    boolean lazy,
    boolean reload) {

  // A location without a name has a colon or a slash before any "=".
  private static final Pattern NAMED = Pattern.compile("([^=:/\\\\]+)=(.+)");

  private static final String FILE = ResourceUtils.FILE_URL_PREFIX;

  /**
   * Reads an element of the list of the warm-up.
   *
   * @throws InvalidSettingException if it is blank
   */
  static ModuleLocation parse(String configured) {
    if (configured.isBlank()) {
      throw new InvalidSettingException(
          WarmUpProperties.MODULES, "has a blank location", "Leave it out, or name a module.");
    }
    Matcher named = NAMED.matcher(configured.strip());
    return named.matches()
        ? ofWarmUp(Optional.of(named.group(1).strip()), named.group(2))
        : ofWarmUp(Optional.empty(), configured);
  }

  private static ModuleLocation ofWarmUp(Optional<String> name, String location) {
    String property = WarmUpProperties.MODULES;
    return new ModuleLocation(
        name, expandHome(property, location), property, false, null, false, false);
  }

  /**
   * Returns the location of a module below {@code wasm.modules}.
   *
   * @throws InvalidSettingException if it begins with the home of another user
   */
  static ModuleLocation named(String name, NamedModulesProperties.Named module) {
    String property = NamedModulesProperties.property(name);
    String location = module.location() == null ? "" : module.location();
    return new ModuleLocation(
        Optional.of(name),
        expandHome(property + ".location", location),
        property,
        true,
        module.engine(),
        module.lazy(),
        module.reload());
  }

  private static String expandHome(String property, String configured) {
    String location = configured.strip();
    if (location.startsWith("~")) {
      throw new InvalidSettingException(
          property,
          "has the location '" + location + "', which would be looked for on the class path",
          "Write 'file:" + location + "'.");
    }
    return location.startsWith(FILE)
        ? FILE + PathSetting.expandHome(property, location.substring(FILE.length()))
        : location;
  }
}
