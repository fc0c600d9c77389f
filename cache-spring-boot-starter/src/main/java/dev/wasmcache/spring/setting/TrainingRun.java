package dev.wasmcache.spring.setting;

import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.SpringProperties;

/**
 * A start that ends when the context is ready, with {@code -Dspring.context.exit=onRefresh}: it
 * fills the cache, and an archive of the JVM if one is written.
 */
public final class TrainingRun {

  private TrainingRun() {}

  /** Returns whether this JVM's start is one. */
  public static boolean isThis() {
    return DefaultLifecycleProcessor.ON_REFRESH_VALUE.equalsIgnoreCase(
        SpringProperties.getProperty(DefaultLifecycleProcessor.EXIT_PROPERTY_NAME));
  }
}
