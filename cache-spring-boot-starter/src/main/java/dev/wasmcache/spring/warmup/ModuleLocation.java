package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.InvalidSettingException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where modules are, as it is configured: a location, or a name, "=" and a location.
 *
 * @param name the name of the one module there; empty if the name of the file is its name
 * @param location a resource pattern
 */
record ModuleLocation(Optional<String> name, String location) {

  // A location that begins so has a colon or a slash before any "=".
  private static final Pattern NAMED = Pattern.compile("([^=:/\\\\]+)=(.+)");

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
        ? new ModuleLocation(Optional.of(named.group(1).strip()), named.group(2).strip())
        : new ModuleLocation(Optional.empty(), configured.strip());
  }
}
