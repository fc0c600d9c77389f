package dev.wasmcache.spring.warmup;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Runs before the analyzers of the causes, which name neither the module nor the property. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WarmUpFailureAnalyzer extends AbstractFailureAnalyzer<WarmUpException> {

  private static final String REMEDY =
      "Correct the locations in %s or the modules there. To start without them, set '"
          + WarmUpProperties.ON_FAILURE
          + "=warn'.";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, WarmUpException cause) {
    String failures =
        cause.failures().stream()
            .map(failure -> "    " + failure.describe())
            .collect(Collectors.joining("\n"));
    boolean required = cause.failures().stream().allMatch(WarmUpFailure::isRequired);
    String properties =
        cause.failures().stream()
            .map(failure -> "'" + failure.property() + "'")
            .distinct()
            .collect(Collectors.joining(", "));
    return new FailureAnalysis(
        "Modules that " + properties + " names are missing or do not load:\n\n" + failures,
        required ? CompiledModuleRequiredFailureAnalyzer.REMEDY : REMEDY.formatted(properties),
        cause);
  }
}
