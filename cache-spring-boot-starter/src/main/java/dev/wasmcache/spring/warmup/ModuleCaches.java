package dev.wasmcache.spring.warmup;

import dev.wasmcache.ModuleCache;
import dev.wasmcache.spring.EngineName;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The beans that hold live modules, and the choice among them. Creates none of them. */
final class ModuleCaches {

  static final String DEFAULT_ENGINE = "wasm.cache.engine.default";

  private final ConfigurableListableBeanFactory beans;
  private final @Nullable EngineName defaultEngine;
  private final @Nullable String configuredBean;
  private final List<String> names;

  ModuleCaches(ConfigurableListableBeanFactory beans, Environment environment) {
    this.beans = beans;
    Binder binder = Binder.get(environment);
    this.defaultEngine = binder.bind(DEFAULT_ENGINE, EngineName.class).orElse(null);
    this.configuredBean = binder.bind(WarmUpProperties.MODULE_CACHE, String.class).orElse(null);
    this.names =
        List.of(
            BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
                beans, ModuleCache.class, true, false));
  }

  /**
   * Returns the name of the bean for a module.
   *
   * @param engine the engine that the module's configuration names; null if it names none
   * @param property names the module
   * @throws InvalidSettingException if there is no such bean, or if the choice is open
   */
  String select(@Nullable EngineName engine, String property) {
    if (engine != null) {
      return ofEngine(engine, property + ".engine");
    }
    if (configuredBean != null) {
      if (!names.contains(configuredBean)) {
        throw new InvalidSettingException(
            WarmUpProperties.MODULE_CACHE,
            "has the value '" + configuredBean + "', and there is no such bean of type ModuleCache",
            "Set it to one of: " + String.join(", ", names) + ".");
      }
      return configuredBean;
    }
    if (defaultEngine != null) {
      return ofEngine(defaultEngine, DEFAULT_ENGINE);
    }
    return only(property);
  }

  private String only(String property) {
    List<String> primary =
        names.size() == 1 ? names : names.stream().filter(this::isPrimary).toList();
    if (primary.size() == 1) {
      return primary.get(0);
    }
    if (names.isEmpty()) {
      throw new InvalidSettingException(
          property,
          "names modules, and there is no bean of type ModuleCache that could hold them",
          "Add an engine to the class path, such as 'wasm-cache-endive' with Endive's compiler or"
              + " 'wasm-cache-chicory' with Chicory's, or leave it out.");
    }
    List<String> engines = new ArrayList<>();
    for (EngineName engine : EngineName.values()) {
      if (!ofType(engine).isEmpty()) {
        engines.add(engine.id());
      }
    }
    if (engines.size() == names.size()) {
      throw new InvalidSettingException(
          DEFAULT_ENGINE,
          "is missing, '" + property + "' names modules, and there are several engines",
          "Set it to one of: " + String.join(", ", engines) + ".");
    }
    throw new InvalidSettingException(
        WarmUpProperties.MODULE_CACHE,
        "is missing, and there are several beans of type ModuleCache",
        "Set it to one of: " + String.join(", ", names) + ".");
  }

  private String ofEngine(EngineName engine, String property) {
    List<String> found = ofType(engine);
    if (found.size() > 1) {
      List<String> primary = found.stream().filter(this::isPrimary).toList();
      found = primary.size() == 1 ? primary : found;
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw found.isEmpty()
        ? new InvalidSettingException(
            property,
            "has the value '" + engine.id() + "', and this engine is not configured",
            "Add 'wasm-cache-%s' and the engine's compiler to the class path."
                .formatted(engine.id()))
        : new InvalidSettingException(
            property,
            "has the value '" + engine.id() + "', and several beans hold modules of this engine",
            "Name one of these in '%s' instead: %s."
                .formatted(WarmUpProperties.MODULE_CACHE, String.join(", ", found)));
  }

  private List<String> ofType(EngineName engine) {
    return names.stream()
        .filter(name -> moduleType(name).getName().equals(engine.moduleType()))
        .toList();
  }

  /** Returns the type of the modules in a bean, as its definition declares it. */
  Class<?> moduleType(String name) {
    BeanDefinition definition = definition(name);
    return definition instanceof RootBeanDefinition root
        ? root.getResolvableType().as(ModuleCache.class).getGeneric(0).resolve(Object.class)
        : Object.class;
  }

  private boolean isPrimary(String name) {
    BeanDefinition definition = definition(name);
    return definition != null && definition.isPrimary();
  }

  private @Nullable BeanDefinition definition(String name) {
    BeanFactory factory = beans;
    while (factory instanceof HierarchicalBeanFactory level && !level.containsLocalBean(name)) {
      factory = level.getParentBeanFactory();
    }
    try {
      return factory instanceof ConfigurableListableBeanFactory owner
          ? owner.getMergedBeanDefinition(name)
          : null;
    } catch (NoSuchBeanDefinitionException e) {
      // A singleton that was registered without a definition.
      return null;
    }
  }
}
