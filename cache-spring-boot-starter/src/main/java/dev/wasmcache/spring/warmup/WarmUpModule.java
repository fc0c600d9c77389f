package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.setting.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.core.io.Resource;

/**
 * A module to load.
 *
 * @param name its name among the live modules
 * @param location the configured location that names it
 */
record WarmUpModule(String name, ModuleLocation location, Resource resource) {

  byte[] bytes() throws IOException {
    return resource.getContentAsByteArray();
  }

  /**
   * Returns the file that is watched for changes.
   *
   * @throws InvalidSettingException if it is not a file
   */
  Path file() {
    try {
      if (resource.isFile()) {
        return resource.getFile().toPath();
      }
    } catch (IOException e) {
      // The same as if it were not a file.
    }
    throw new InvalidSettingException(
        location.property() + ".reload",
        "has the value 'true', and '" + location.location() + "' is not a file that can change",
        "Leave it out, or set the location to a file, as in 'file:/etc/app/rules.wasm'.");
  }

  WarmUpFailure failed(Throwable cause) {
    return new WarmUpFailure(
        "the module '" + name + "' of '" + location.location() + "'", location.property(), cause);
  }
}
