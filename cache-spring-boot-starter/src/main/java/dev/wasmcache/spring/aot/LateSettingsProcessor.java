package dev.wasmcache.spring.aot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Writes into the generated code which conditions matched while the application was processed ahead
 * of time. Depends on no condition, because a setting that comes too late may be the one that
 * enables the cache, and costs a normal start nothing.
 */
final class LateSettingsProcessor implements BeanFactoryInitializationAotProcessor, Ordered {

  static final String BEAN = "wasmCacheLateSettings";

  /** Registers a bean, and generates no code: Spring does that afterwards for all beans. */
  @Override
  public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    // A child context, such as that of the management server, has no cache of its own.
    if (beans.getParentBeanFactory() == null && beans instanceof BeanDefinitionRegistry registry) {
      String[] frozen =
          FrozenCondition.matching(beans.getBean(Environment.class), beans.getBeanClassLoader())
              .stream()
              .map(Enum::name)
              .toArray(String[]::new);
      RootBeanDefinition report = new RootBeanDefinition(LateSettings.class);
      report.getConstructorArgumentValues().addIndexedArgumentValue(0, frozen);
      registry.registerBeanDefinition(BEAN, report);
    }
    return null;
  }

  /** Before the processor that generates code for each bean, which has no order. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
