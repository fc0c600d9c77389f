package dev.wasmcache.spring.aot;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Writes into the generated code which conditions matched while the application was processed ahead
 * of time. Does nothing in a normal start, which evaluates the conditions itself.
 */
final class LateSettingsRegistrar implements ImportBeanDefinitionRegistrar {

  static final String BEAN = "wasmCacheLateSettings";

  private final Environment environment;
  private final ClassLoader classLoader;

  LateSettingsRegistrar(Environment environment, ClassLoader classLoader) {
    this.environment = environment;
    this.classLoader = classLoader;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
      String[] frozen =
          FrozenCondition.matching(environment, classLoader).stream()
              .map(Enum::name)
              .toArray(String[]::new);
      RootBeanDefinition report = new RootBeanDefinition(LateSettings.class);
      report.getConstructorArgumentValues().addIndexedArgumentValue(0, frozen);
      registry.registerBeanDefinition(BEAN, report);
    }
  }
}
