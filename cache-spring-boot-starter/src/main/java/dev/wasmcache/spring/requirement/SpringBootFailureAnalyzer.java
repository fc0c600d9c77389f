package dev.wasmcache.spring.requirement;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains any failed start on an older Spring Boot: the cause is usually a class that it does not
 * have. Costs a start that succeeds nothing.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SpringBootFailureAnalyzer implements FailureAnalyzer {

  private final @Nullable String version;

  SpringBootFailureAnalyzer() {
    this(SpringBootVersion.getVersion());
  }

  SpringBootFailureAnalyzer(@Nullable String version) {
    this.version = version;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    return SpringBootRequirement.isTooOld(version)
        ? new FailureAnalysis(
            SpringBootRequirement.description(version),
            "Update the application to Spring Boot 4. Or, to keep its version, replace the starter"
                + " by wasm-cache-endive or wasm-cache-chicory, and build the cache in code.",
            failure)
        : null;
  }
}
