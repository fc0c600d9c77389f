package dev.wasmcache.spring.requirement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * Explains why there is no bean of an engine: the engine's compiler is not on the class path. An
 * application that only has the engine's runtime compiles, and starts as long as it needs no such
 * bean.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingCompilerFailureAnalyzer
    extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

  private static final List<Needed> ENGINES =
      List.of(
          new Needed("Endive", "dev.wasmcache.endive.", "run.endive"),
          new Needed("Chicory", "dev.wasmcache.chicory.", "com.dylibso.chicory"));

  private final @Nullable ClassLoader classLoader;

  MissingCompilerFailureAnalyzer() {
    this(ClassUtils.getDefaultClassLoader());
  }

  MissingCompilerFailureAnalyzer(@Nullable ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, NoSuchBeanDefinitionException cause) {
    ResolvableType type = cause.getResolvableType();
    if (type == null) {
      return null;
    }
    for (Needed engine : ENGINES) {
      // As text, because the type may be that of a module whose class cannot be linked.
      if (type.toString().contains(engine.adapterPackage())
          && !ClassUtils.isPresent(engine.group() + ".compiler.InterpreterFallback", classLoader)) {
        return new FailureAnalysis(
            "The application needs a bean of type '"
                + type
                + "', and there is none because "
                + engine.name()
                + "'s compiler is not on the class path.",
            "Add the dependency '"
                + engine.group()
                + ":compiler', in the version of '"
                + engine.group()
                + ":runtime'.",
            cause);
      }
    }
    return null;
  }

  private record Needed(String name, String adapterPackage, String group) {}
}
