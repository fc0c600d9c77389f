package dev.wasmcache.spring.setting;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/** Finds out whether properties are set, which costs far less than binding them. */
public final class SetProperties {

  private SetProperties() {}

  /**
   * Whether a property below a prefix is set, in any spelling that binds. True if a source of
   * properties cannot list them.
   */
  public static boolean below(Environment environment, String prefix) {
    ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT) {
        return true;
      }
    }
    return false;
  }
}
