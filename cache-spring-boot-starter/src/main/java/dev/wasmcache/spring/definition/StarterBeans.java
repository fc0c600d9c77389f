package dev.wasmcache.spring.definition;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines beans as annotated methods with conditions would, but without what these cost each start:
 * reading annotations from class files, a look at all beans for each condition, and reflection on
 * every type in their signatures. For use by a registrar, on one thread.
 *
 * <p>What exists is what existed when this object was created: the application's own beans, and
 * those of auto-configurations that came before.
 */
public final class StarterBeans {

  private final BeanDefinitionRegistry registry;
  private final Class<?> factory;
  private final Candidates candidates;

  /**
   * @param factory has a static method for each bean, with the bean's name
   */
  public StarterBeans(BeanDefinitionRegistry registry, Class<?> factory) {
    this.registry = registry;
    this.factory = factory;
    this.candidates = new Candidates((ConfigurableListableBeanFactory) registry);
  }

  /** Whether there is a bean of a type, in this context or in one of its ancestors. */
  public boolean exists(Class<?> type) {
    return candidates.contain(ResolvableType.forClass(type));
  }

  /** Whether this context has a bean of a type. */
  public boolean existsHere(Class<?> type) {
    return candidates.containHere(ResolvableType.forClass(type));
  }

  /** Whether there is exactly one bean of a type, or one that is preferred to the others. */
  public boolean existsSingle(Class<?> type) {
    return candidates.containSingle(ResolvableType.forClass(type));
  }

  /** Defines a bean that is created when it is needed, unless there is one of its type. */
  public void addMissing(String name, Class<?> type) {
    addMissing(name, ResolvableType.forClass(type));
  }

  /** Like {@link #addMissing(String, Class)}, for a type with type arguments. */
  public void addMissing(String name, ResolvableType type) {
    if (!candidates.contain(type)) {
      define(name, type, true);
    }
  }

  /** Defines a bean that is created when it is needed. */
  public void add(String name, Class<?> type) {
    define(name, ResolvableType.forClass(type), true);
  }

  /** Defines a bean that is created when the context starts. */
  public void addEager(String name, Class<?> type) {
    define(name, ResolvableType.forClass(type), false);
  }

  /**
   * Does what {@code Lazy} would do for a configuration without methods. Spring would read the file
   * of that annotation at each start.
   */
  public void deferConfiguration(AnnotationMetadata configuration) {
    if (registry.containsBeanDefinition(configuration.getClassName())) {
      registry.getBeanDefinition(configuration.getClassName()).setLazyInit(true);
    }
  }

  private void define(String name, ResolvableType type, boolean lazy) {
    RootBeanDefinition definition = new RootBeanDefinition(factory);
    definition.setFactoryMethodName(name);
    definition.setTargetType(type);
    definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
    definition.setDestroyMethodName(AbstractBeanDefinition.INFER_METHOD);
    definition.setResourceDescription(factory.getName());
    definition.setLazyInit(lazy);
    withoutAnnotations(definition);
    registry.registerBeanDefinition(name, definition);
  }

  /**
   * Says that a bean's type has no annotations that Spring looks for. Otherwise it looks for
   * annotated listeners among the methods of every bean's type, whether the bean is created or not,
   * and so loads the types in all of their signatures.
   */
  static void withoutAnnotations(BeanDefinition definition) {
    definition.setAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE, Object.class);
  }
}
