package dev.wasmcache.spring.definition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * The beans of a context and of its ancestors that can be injected by type, as of the creation of
 * this object. Gives the same answers as Spring Boot's {@code ConditionalOnMissingBean} and {@code
 * ConditionalOnSingleCandidate}, from one look at all beans instead of one for each condition.
 * Creates no bean.
 */
final class Candidates {

  private final List<Level> levels = new ArrayList<>();

  Candidates(ConfigurableListableBeanFactory beans) {
    BeanFactory next = beans;
    while (next instanceof ConfigurableListableBeanFactory level) {
      levels.add(new Level(level));
      next = level.getParentBeanFactory();
    }
  }

  boolean contain(ResolvableType type) {
    for (Level level : levels) {
      if (!level.of(type).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Like {@link #contain}, without the ancestors of the context. */
  boolean containHere(ResolvableType type) {
    return !levels.get(0).of(type).isEmpty();
  }

  /** Whether there is one, or one that is preferred to the others. */
  boolean containSingle(ResolvableType type) {
    int found = 0;
    int primary = 0;
    int regular = 0;
    for (Level level : levels) {
      for (Candidate candidate : level.of(type)) {
        BeanDefinition definition = candidate.definition;
        found++;
        primary += definition != null && definition.isPrimary() ? 1 : 0;
        regular += definition == null || !definition.isFallback() ? 1 : 0;
      }
    }
    return found == 1 || primary == 1 || (primary == 0 && regular == 1);
  }

  /** The candidates of one context. */
  private static final class Level {

    private final ConfigurableListableBeanFactory beans;
    private final List<Candidate> candidates = new ArrayList<>();
    private boolean exact = true;

    Level(ConfigurableListableBeanFactory beans) {
      this.beans = beans;
      for (String name : beans.getBeanDefinitionNames()) {
        BeanDefinition definition = beans.getBeanDefinition(name);
        if (isCandidate(name, definition)) {
          add(name, definition);
        }
      }
      for (String name : beans.getSingletonNames()) {
        if (!beans.containsBeanDefinition(name)) {
          add(name, null);
        }
      }
    }

    private static boolean isCandidate(String name, BeanDefinition definition) {
      return !definition.isAbstract()
          && definition.isAutowireCandidate()
          && (!(definition instanceof AbstractBeanDefinition known) || known.isDefaultCandidate())
          && !ScopedProxyUtils.isScopedTarget(name);
    }

    private void add(String name, @Nullable BeanDefinition definition) {
      Class<?> type = type(name);
      if (type != null) {
        candidates.add(new Candidate(name, definition, type));
        // That of a scoped proxy, which stands for a bean of another type.
        exact &= type != Object.class;
      }
    }

    private @Nullable Class<?> type(String name) {
      try {
        return beans.getType(name, false);
      } catch (BeansException e) {
        // It fails where it is needed, as it would without the starter.
        return null;
      }
    }

    List<Candidate> of(ResolvableType type) {
      List<Candidate> found = new ArrayList<>();
      for (Candidate candidate : candidates) {
        if (type.toClass().isAssignableFrom(candidate.type)) {
          found.add(candidate);
        }
      }
      if (exact && (found.isEmpty() || !type.hasGenerics())) {
        return found;
      }
      List<String> names = List.of(beans.getBeanNamesForType(type, true, false));
      return candidates.stream().filter(candidate -> names.contains(candidate.name)).toList();
    }
  }

  /**
   * @param definition null for a singleton that was registered without one
   */
  private record Candidate(String name, @Nullable BeanDefinition definition, Class<?> type) {}
}
