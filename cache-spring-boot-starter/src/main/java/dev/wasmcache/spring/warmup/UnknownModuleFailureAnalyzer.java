package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.EngineName;
import dev.wasmcache.spring.WasmModule;
import dev.wasmcache.spring.WasmModules;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains why there is no module to inject, and lists the configured ones. Runs before the
 * analyzer of missing beans, which knows neither the names nor their property.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownModuleFailureAnalyzer implements FailureAnalyzer {

  // A provider reports what it was asked for in words only.
  private static final Pattern ANNOTATION =
      Pattern.compile(
          "@" + Pattern.quote(WasmModule.class.getName()) + "\\((?:value=)?\"(.*?)\"\\)");

  private final Environment environment;

  UnknownModuleFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    UnsatisfiedDependencyException dependency = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnsatisfiedDependencyException found) {
        dependency = found;
      } else if (cause instanceof UnknownModuleException unknown) {
        return analysis(unknown.name(), Optional.empty(), cause);
      } else if (cause instanceof NoSuchBeanDefinitionException missing) {
        return analyze(missing, dependency == null ? null : dependency.getInjectionPoint());
      }
    }
    return null;
  }

  private @Nullable FailureAnalysis analyze(
      NoSuchBeanDefinitionException missing, @Nullable InjectionPoint point) {
    WasmModule annotation = point == null ? null : point.getAnnotation(WasmModule.class);
    Optional<Class<?>> type =
        Optional.ofNullable(missing.getResolvableType()).map(wanted -> wanted.resolve());
    if (annotation != null) {
      return analysis(annotation.value(), type, missing);
    }
    Matcher matcher = ANNOTATION.matcher(String.valueOf(missing.getMessage()));
    if (matcher.find()) {
      return analysis(matcher.group(1), type, missing);
    }
    return type.filter(WasmModules.class::equals).isPresent()
        ? new FailureAnalysis(
            "There is no bean of type WasmModules: no property below '"
                + NamedModulesProperties.PREFIX
                + "' is set, or 'wasm.cache.enabled' is false.",
            "Set '" + NamedModulesProperties.PREFIX + ".<name>.location'.",
            missing)
        : null;
  }

  private FailureAnalysis analysis(String name, Optional<Class<?>> type, Throwable cause) {
    NamedModulesProperties properties = NamedModulesProperties.bind(environment);
    if (properties.modules().containsKey(name)) {
      String wanted = type.map(Class::getName).orElse("another type");
      String engines = String.join(" or ", EngineName.ENDIVE.id(), EngineName.CHICORY.id());
      return new FailureAnalysis(
          "The module '%s' cannot be injected as %s: its engine has modules of another type, or the cache is off ('wasm.cache.enabled')."
              .formatted(name, wanted),
          "Inject the type of its engine, or set '%s.engine' to %s."
              .formatted(NamedModulesProperties.property(name), engines),
          cause);
    }
    return new FailureAnalysis(
        UnknownModuleException.describe(name, properties.modules().keySet()) + ".",
        "Correct the name in the code, or set '%s.location'."
            .formatted(NamedModulesProperties.property(name)),
        cause);
  }
}
