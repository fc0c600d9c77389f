package dev.wasmcache.spring.chicory;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryMachineFactory;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.spring.definition.StarterBeans;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotationMetadata;

/** Defines the engine, and what holds its modules if there is one cache to load them from. */
final class ChicoryDefinitions implements ImportBeanDefinitionRegistrar {

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    StarterBeans beans = new StarterBeans(registry, ChicoryBeans.class);
    beans.deferConfiguration(importing);
    beans.addMissing("chicoryEngine", ChicoryEngine.class);
    if (beans.existsSingle(CompilationCache.class)) {
      beans.addMissing(
          "chicoryModules",
          ResolvableType.forClassWithGenerics(ModuleCache.class, ChicoryModule.class));
      beans.addMissing("chicoryMachineFactory", ChicoryMachineFactory.class);
    }
  }
}
