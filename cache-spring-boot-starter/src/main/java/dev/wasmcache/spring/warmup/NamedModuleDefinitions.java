package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.WasmModule;
import dev.wasmcache.spring.setting.SetProperties;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;

/**
 * Defines a bean for each module below {@code wasm.modules}, so that Spring injects it where {@link
 * WasmModule} asks for it. It is created where it is injected first, and is otherwise invisible.
 *
 * <p>Defines them when the application starts, never while it is processed ahead of time: the
 * settings may come later.
 */
final class NamedModuleDefinitions implements BeanFactoryPostProcessor {

  private static final String PREFIX = NamedModulesProperties.PREFIX + ".";

  private final Environment environment;

  NamedModuleDefinitions(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)
        || !SetProperties.below(environment, NamedModulesProperties.PREFIX)) {
      return;
    }
    BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
    ModuleCaches caches = new ModuleCaches(beans, environment);
    NamedModulesProperties.bind(environment)
        .modules()
        .forEach(
            (name, module) -> {
              ModuleLocation location = ModuleLocation.named(name, module);
              Class<?> type =
                  caches.moduleType(caches.select(location.engine(), location.property()));
              registry.registerBeanDefinition(PREFIX + name, definition(beans, name, type));
            });
  }

  private static <M> RootBeanDefinition definition(
      ConfigurableListableBeanFactory beans, String name, Class<M> type) {
    RootBeanDefinition definition =
        new RootBeanDefinition(
            type, () -> type.cast(beans.getBean(NamedModules.class).handle(name)));
    definition.setLazyInit(true);
    // Injected only where it is asked for by name, and only if the application has no own bean.
    definition.setDefaultCandidate(false);
    definition.setFallback(true);
    definition.addQualifier(new AutowireCandidateQualifier(WasmModule.class, name));
    return definition;
  }
}
