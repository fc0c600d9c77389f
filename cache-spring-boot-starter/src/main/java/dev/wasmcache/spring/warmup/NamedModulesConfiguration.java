package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.reload.Reloader;
import java.time.InstantSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Configures modules by name, if there is one. */
@Configuration(proxyBeanMethods = false)
public final class NamedModulesConfiguration {

  /** The bean of the modules. */
  public static final String MODULES = "wasmModules";

  @Bean
  static NamedModuleDefinitions wasmModuleDefinitions(Environment environment) {
    return new NamedModuleDefinitions(environment);
  }

  @Bean(MODULES)
  @Lazy
  static NamedModules wasmModules(ConfigurableApplicationContext context) {
    return new NamedModules(
        NamedModulesProperties.bind(context.getEnvironment()),
        new WarmUpTargets(context, WarmUpConfiguration.properties(context).pin()),
        context,
        () -> context.getBean(Reloader.class));
  }

  @Bean
  @Lazy
  static Reloader wasmModuleReloader() {
    return new Reloader(InstantSource.system());
  }
}
