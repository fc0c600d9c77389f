package dev.wasmcache.spring.aot;

import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.WasmModule;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application to process ahead of time: it has no settings of the cache. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AheadOfTimeMain {

  /** Asks for a module that may have no location. */
  @Bean
  Injected injected(@WasmModule("one") ObjectProvider<EndiveModule> provider) {
    return new Injected(provider);
  }

  /** What Spring injects, by a field and by a parameter. */
  public static class Injected {
    private final ObjectProvider<EndiveModule> provider;

    @Autowired(required = false)
    @WasmModule("one")
    @Nullable EndiveModule field;

    Injected(ObjectProvider<EndiveModule> provider) {
      this.provider = provider;
    }

    @Override
    public String toString() {
      EndiveModule module = provider.getIfAvailable();
      return module == null
          ? "none"
          : (module == field) + " " + module.instanceBuilder().build().export("answer").apply()[0];
    }
  }

  public static void main(String[] arguments) {
    SpringApplication.run(AheadOfTimeMain.class, arguments);
    System.out.println("The application has started");
  }
}
