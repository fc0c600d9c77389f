package dev.wasmcache.spring.endive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveMachineFactory;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.definition.StarterBeans;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotationMetadata;

/** Defines the engine, and what holds its modules if there is one cache to load them from. */
final class EndiveDefinitions implements ImportBeanDefinitionRegistrar {

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    StarterBeans beans = new StarterBeans(registry, EndiveBeans.class);
    beans.deferConfiguration(importing);
    beans.addMissing("endiveEngine", EndiveEngine.class);
    if (beans.existsSingle(CompilationCache.class)) {
      beans.addMissing(
          "endiveModules",
          ResolvableType.forClassWithGenerics(ModuleCache.class, EndiveModule.class));
      beans.addMissing("endiveMachineFactory", EndiveMachineFactory.class);
    }
  }
}
