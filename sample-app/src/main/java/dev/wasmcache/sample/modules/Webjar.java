package dev.wasmcache.sample.modules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * A JavaScript library on the class path. Its paths contain its version, which the build
 * determines.
 */
record Webjar(String name, String version) {

  /**
   * Returns the library of this name.
   *
   * @throws UncheckedIOException if it is not on the class path
   */
  static Webjar of(String name) {
    try {
      Properties properties =
          PropertiesLoaderUtils.loadProperties(
              new ClassPathResource("META-INF/maven/org.webjars.npm/" + name + "/pom.properties"));
      return new Webjar(name, properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException("The library " + name + " is not on the class path", e);
    }
  }

  ClassPathResource file(String path) {
    return new ClassPathResource("META-INF/resources/webjars/" + name + "/" + version + "/" + path);
  }
}
