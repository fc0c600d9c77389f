package dev.wasmcache.spring;

import dev.wasmcache.spring.setting.SetProperties;
import dev.wasmcache.spring.shared.SharedConfiguration;
import dev.wasmcache.spring.warmup.NamedModulesConfiguration;
import dev.wasmcache.spring.warmup.WarmUpConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Selects the configurations of those features for which a property is set. While an application is
 * processed ahead of time, it selects all: the settings may come later.
 */
final class OnDemandConfigurations implements ImportSelector {

  private final Environment environment;

  OnDemandConfigurations(Environment environment) {
    this.environment = environment;
  }

  @Override
  public String[] selectImports(AnnotationMetadata importing) {
    List<String> selected = new ArrayList<>();
    // One look is enough if nothing of this project is set.
    if (isNeeded("wasm")) {
      if (isNeeded("wasm.modules")) {
        selected.add(NamedModulesConfiguration.class.getName());
      }
      if (isNeeded("wasm.cache.shared")) {
        selected.add(SharedConfiguration.class.getName());
      }
      if (isNeeded("wasm.cache.warm-up")) {
        selected.add(WarmUpConfiguration.class.getName());
      }
    }
    return selected.toArray(new String[0]);
  }

  private boolean isNeeded(String prefix) {
    return SetProperties.below(environment, prefix)
        || Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
  }
}
