package dev.wasmcache.spring.aot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** An application to process ahead of time: it has no settings of the cache. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AheadOfTimeMain {

  public static void main(String[] arguments) {
    SpringApplication.run(AheadOfTimeMain.class, arguments);
    System.out.println("The application has started");
  }
}
