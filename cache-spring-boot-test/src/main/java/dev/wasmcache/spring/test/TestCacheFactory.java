package dev.wasmcache.spring.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Gives each test that does not opt out a cache in the build directory. */
final class TestCacheFactory implements ContextCustomizerFactory {

  @Override
  public @Nullable TestCache createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    AutoConfigureWasmCache annotation =
        TestContextAnnotationUtils.findMergedAnnotation(testClass, AutoConfigureWasmCache.class);
    if (annotation != null && !annotation.enabled()) {
      return null;
    }
    Path classes = BuildDirectory.classesOf(testClass);
    Optional<Path> build =
        BuildDirectory.find(classes, Path.of("").toAbsolutePath(), Files::exists);
    String property = System.getProperty("wasm.cache.test.directory", "");
    Path directory =
        property.isBlank()
            ? build.map(path -> path.resolve("wasm-cache")).orElse(null)
            : Path.of(property).toAbsolutePath();
    return new TestCache(
        directory,
        new TestFiles(classes, build.orElse(null)),
        annotation != null && annotation.shared());
  }
}
