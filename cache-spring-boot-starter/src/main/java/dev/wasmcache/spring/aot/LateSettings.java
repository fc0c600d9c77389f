package dev.wasmcache.spring.aot;

import dev.wasmcache.CompilationCache;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.core.NativeDetector;

/**
 * Warns about settings that come too late: the application was processed ahead of time with other
 * settings, and has the beans for those.
 */
final class LateSettings implements ApplicationContextAware {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);
  private static final String REMEDY =
      "Process the application again with this setting, or start it with"
          + " '-Dspring.aot.enabled=false'";

  private final Set<FrozenCondition> frozen = EnumSet.noneOf(FrozenCondition.class);

  /**
   * @param frozen the names of the conditions that matched when the application was processed, as
   *     recorded in the generated code
   */
  LateSettings(String... frozen) {
    for (String name : frozen) {
      this.frozen.add(FrozenCondition.valueOf(name));
    }
  }

  @Override
  public void setApplicationContext(ApplicationContext context) {
    if (!NativeDetector.inNativeImage()) {
      warnings(frozen, FrozenCondition.matching(context.getEnvironment(), context.getClassLoader()))
          .forEach(warning -> log.warn("Wasm cache: {}", warning));
    }
  }

  /**
   * Returns the warnings.
   *
   * @param frozen the conditions that matched when the application was processed
   * @param asked those that match now
   */
  static List<String> warnings(Set<FrozenCondition> frozen, Set<FrozenCondition> asked) {
    if (!frozen.contains(FrozenCondition.CACHE)) {
      // Without the cache, none of the others can exist.
      return asked.contains(FrozenCondition.CACHE)
          ? List.of(absent(FrozenCondition.CACHE))
          : List.of();
    }
    if (!asked.contains(FrozenCondition.CACHE)) {
      return List.of(
          "'wasm.cache.enabled=false' comes too late to leave the cache out, since the application"
              + " was processed ahead of time with it: it is bypassed, so that nothing is read or"
              + " stored. "
              + REMEDY);
    }
    return EnumSet.allOf(FrozenCondition.class).stream()
        .filter(condition -> frozen.contains(condition) != asked.contains(condition))
        .filter(condition -> asked.contains(condition) || !condition.canBeSwitchedOff())
        .map(condition -> asked.contains(condition) ? absent(condition) : present(condition))
        .toList();
  }

  private static String absent(FrozenCondition condition) {
    return "%s comes too late for %s, without which the application was processed ahead of time. %s"
        .formatted(condition.properties(), condition.subject(), REMEDY);
  }

  private static String present(FrozenCondition condition) {
    return "%s comes too late to leave out %s, with which the application was processed ahead of time. %s"
        .formatted(condition.properties(), condition.subject(), REMEDY);
  }
}
