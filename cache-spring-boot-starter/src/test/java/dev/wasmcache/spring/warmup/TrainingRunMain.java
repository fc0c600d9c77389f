package dev.wasmcache.spring.warmup;

import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** A small application, to run in a separate process. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({WasmCacheAutoConfiguration.class, WasmCacheEndiveAutoConfiguration.class})
public class TrainingRunMain {

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(TrainingRunMain.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.run(arguments);
    System.out.println("The application has started");
  }
}
