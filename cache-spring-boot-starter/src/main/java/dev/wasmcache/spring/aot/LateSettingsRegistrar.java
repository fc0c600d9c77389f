package dev.wasmcache.spring.aot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Writes into the generated code which conditions matched while the application was processed ahead
 * of time. Does nothing in a normal start, which evaluates the conditions itself.
 */
final class LateSettingsRegistrar
    implements ImportBeanDefinitionRegistrar, EnvironmentAware, BeanClassLoaderAware {

  static final String BEAN = "wasmCacheLateSettings";

  private @Nullable Environment environment;
  private @Nullable ClassLoader classLoader;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void setBeanClassLoader(ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    if (environment != null && Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
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
