package dev.wasmcache.spring.warmup;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.Resource;

/**
 * A module to load.
 *
 * @param name its name among the live modules
 * @param location the configured location that names it
 */
record WarmUpModule(String name, String location, Resource resource) {

  byte[] bytes() {
    try {
      return resource.getContentAsByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("The module '" + name + "' cannot be read", e);
    }
  }

  WarmUpFailure failed(Throwable cause) {
    return new WarmUpFailure("the module '" + name + "' of '" + location + "'", cause);
  }
}
