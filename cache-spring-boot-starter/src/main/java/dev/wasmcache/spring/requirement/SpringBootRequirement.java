package dev.wasmcache.spring.requirement;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;

/** The starter needs Spring Boot 4. Uses nothing that an older Spring Boot does not have. */
public final class SpringBootRequirement {

  private static final int MAJOR = 4;

  private SpringBootRequirement() {}

  /**
   * Ends the start on an older Spring Boot, where it could otherwise fail later and elsewhere.
   *
   * @throws IllegalStateException if the version is known and less than 4
   */
  public static void check() {
    String version = SpringBootVersion.getVersion();
    if (isTooOld(version)) {
      throw new IllegalStateException(description(version));
    }
  }

  static boolean isTooOld(@Nullable String version) {
    if (version == null) {
      return false;
    }
    int dot = version.indexOf('.');
    try {
      return dot > 0 && Integer.parseInt(version.substring(0, dot)) < MAJOR;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static String description(@Nullable String version) {
    return "wasm-cache-spring-boot-starter requires Spring Boot 4, and this is Spring Boot "
        + version
        + ".";
  }
}
