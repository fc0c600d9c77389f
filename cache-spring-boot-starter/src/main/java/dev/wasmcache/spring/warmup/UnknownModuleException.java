package dev.wasmcache.spring.warmup;

import java.io.Serial;
import java.util.Collection;
import java.util.Set;

/** There is no module of this name below {@code wasm.modules}. */
final class UnknownModuleException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String name;

  UnknownModuleException(String name, Set<String> names) {
    super(describe(name, names));
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Returns a sentence without its last point. */
  static String describe(String name, Collection<String> names) {
    return "No module is called '%s': %s"
        .formatted(
            name,
            names.isEmpty()
                ? "none is configured below '" + NamedModulesProperties.PREFIX + "'"
                : "those below '"
                    + NamedModulesProperties.PREFIX
                    + "' are "
                    + String.join(", ", names));
  }
}
