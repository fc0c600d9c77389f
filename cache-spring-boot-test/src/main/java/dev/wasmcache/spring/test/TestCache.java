package dev.wasmcache.spring.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * The cache of a test: replaces what the application says about where it is, and nothing that the
 * test says. Tests with equal settings share their contexts.
 *
 * @param directory the directory; null to keep nothing on disk
 * @param files the resources of tests
 * @param shared whether the application's shared tier is used
 */
record TestCache(@Nullable Path directory, TestFiles files, boolean shared)
    implements ContextCustomizer {

  private static final String DIRECTORY = "wasm.cache.disk.directory";
  private static final String SHARED_TYPE = "wasm.cache.shared.type";
  private static final String A_KEY = "wasm.cache.integrity.keys[0].id";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    ConfigurableEnvironment environment = context.getEnvironment();
    Map<String, Object> settings = new LinkedHashMap<>();
    if (!isSetByTest(environment, DIRECTORY)) {
      if (directory == null) {
        settings.put("wasm.cache.disk.enabled", "false");
      } else {
        settings.put(DIRECTORY, directoryFor(directory, environment));
        // A user that can rename the build directory can exchange the classes in it too.
        settings.put("wasm.cache.disk.trust-parents", "true");
      }
    }
    if (!shared && !isSetByTest(environment, SHARED_TYPE)) {
      settings.put(SHARED_TYPE, "none");
    }
    if (!settings.isEmpty()) {
      environment.getPropertySources().addFirst(new MapPropertySource("wasmCacheTest", settings));
    }
  }

  /** As by default, tests with keys do not delete the entries of tests without. */
  private static String directoryFor(Path directory, ConfigurableEnvironment environment) {
    return find(environment, A_KEY) == null ? directory.toString() : directory + "-signed";
  }

  private boolean isSetByTest(ConfigurableEnvironment environment, String name) {
    ConfigurationProperty property = find(environment, name);
    return property != null && !isOfApplication(property);
  }

  private static @Nullable ConfigurationProperty find(
      ConfigurableEnvironment environment, String name) {
    ConfigurationPropertyName key = ConfigurationPropertyName.of(name);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty property = source.getConfigurationProperty(key);
      if (property != null) {
        return property;
      }
    }
    return null;
  }

  /** Whether a property is from a file that Spring Boot found, and not among the tests' files. */
  private boolean isOfApplication(ConfigurationProperty property) {
    ConfigurationPropertySource source = property.getSource();
    if (source != null
        && source.getUnderlyingSource() instanceof PropertySource<?> underlying
        && DefaultPropertiesPropertySource.hasMatchingName(underlying)) {
      return true;
    }
    Origin origin = property.getOrigin();
    if (origin instanceof PropertySourceOrigin wrapper && wrapper.getOrigin() != null) {
      origin = wrapper.getOrigin();
    }
    return origin instanceof TextResourceOrigin text && !files.contain(pathOf(text.getResource()));
  }

  private static @Nullable Path pathOf(@Nullable Resource resource) {
    try {
      return resource == null ? null : BuildDirectory.pathOf(resource.getURL());
    } catch (IOException e) {
      return null;
    }
  }
}
