package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.setting.InvalidSettingException;
import dev.wasmcache.spring.setting.PathSetting;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.util.ResourceUtils;

/**
 * A configured location of modules: a location, or a name, "=" and a location.
 *
 * @param name the name of the one module there; empty if it has the name of its file
 * @param location a resource pattern
 */
record ModuleLocation(Optional<String> name, String location) {

  // A location without a name has a colon or a slash before any "=".
  private static final Pattern NAMED = Pattern.compile("([^=:/\\\\]+)=(.+)");

  private static final String FILE = ResourceUtils.FILE_URL_PREFIX;

  /**
   * @throws InvalidSettingException if it is blank
   */
  static ModuleLocation parse(String configured) {
    if (configured.isBlank()) {
      throw new InvalidSettingException(
          WarmUpProperties.MODULES, "has a blank location", "Leave it out, or name a module.");
    }
    Matcher named = NAMED.matcher(configured.strip());
    return named.matches()
        ? new ModuleLocation(Optional.of(named.group(1).strip()), expandHome(named.group(2)))
        : new ModuleLocation(Optional.empty(), expandHome(configured));
  }

  private static String expandHome(String configured) {
    String location = configured.strip();
    if (location.startsWith("~")) {
      throw new InvalidSettingException(
          WarmUpProperties.MODULES,
          "has the location '" + location + "', which would be looked for on the class path",
          "Write 'file:" + location + "'.");
    }
    return location.startsWith(FILE)
        ? FILE + PathSetting.expandHome(WarmUpProperties.MODULES, location.substring(FILE.length()))
        : location;
  }
}
