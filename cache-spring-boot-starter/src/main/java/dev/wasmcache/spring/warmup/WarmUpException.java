package dev.wasmcache.spring.warmup;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Modules that must be loaded before the application is ready are missing or do not load. */
final class WarmUpException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient List<WarmUpFailure> failures;

  WarmUpException(List<WarmUpFailure> failures) {
    super(
        "The warm-up failed (see %s): %s"
            .formatted(
                failures.stream()
                    .map(WarmUpFailure::property)
                    .distinct()
                    .collect(Collectors.joining(", ")),
                failures.stream().map(WarmUpFailure::describe).collect(Collectors.joining("; "))),
        failures.get(0).cause());
    this.failures = List.copyOf(failures);
    failures.stream().skip(1).forEach(failure -> addSuppressed(failure.cause()));
  }

  List<WarmUpFailure> failures() {
    return failures;
  }
}
