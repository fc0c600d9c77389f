package dev.wasmcache.spring.definition;

import org.springframework.beans.factory.annotation.AnnotatedGenericBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defers the binding of the starter's properties until they are needed. To be imported by a
 * configuration that enables some of them.
 */
public final class LazyProperties implements ImportBeanDefinitionRegistrar {

  /** What the names of the beans of all properties begin with. */
  public static final String PREFIX = "wasm.cache";

  /** What separates the prefix of the properties and the type in the name of their bean. */
  public static final String TYPE = "-dev.wasmcache.";

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    defer(registry);
  }

  /** Makes the beans of the starter's properties lazy, as far as they are registered. */
  public static void defer(BeanDefinitionRegistry registry) {
    for (String name : registry.getBeanDefinitionNames()) {
      if (name.startsWith(PREFIX) && name.contains(TYPE)) {
        BeanDefinition definition = registry.getBeanDefinition(name);
        definition.setLazyInit(true);
        StarterBeans.withoutAnnotations(definition);
        if (definition instanceof AnnotatedGenericBeanDefinition bound
            && bound.getInstanceSupplier() != null
            && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
          registry.removeBeanDefinition(name);
          registry.registerBeanDefinition(name, withoutClass(bound));
        }
      }
    }
  }

  /**
   * Returns the same definition without a class, but with a type. Spring looks for beans that are
   * defined by methods of a bean's class, and so loads the types in all of their signatures. Code
   * that is generated ahead of time needs the class.
   */
  private static BeanDefinition withoutClass(AnnotatedGenericBeanDefinition bound) {
    RootBeanDefinition definition = new RootBeanDefinition();
    definition.overrideFrom(bound);
    definition.setTargetType(bound.getBeanClass());
    definition.setBeanClassName(null);
    return definition;
  }
}
