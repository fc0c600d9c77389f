package dev.wasmcache.benchmarks.spring;

import com.sun.management.OperatingSystemMXBean;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import java.lang.management.ManagementFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application that consists only of its class path. Prints the CPU time of its start, whether it
 * has the cache, and whether the start has bound the properties of the cache.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringStart {

  /** The prefix of the number of nanoseconds. */
  static final String RESULT = "cpu-nanos ";

  public static void main(String[] args) {
    try (ConfigurableApplicationContext context = SpringApplication.run(SpringStart.class, args)) {
      long nanos =
          ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
              .getProcessCpuTime();
      boolean hasCache = context.containsBean("wasmCompilationCache");
      boolean bound =
          context.getBeanFactory().containsSingleton(WasmCacheAutoConfiguration.PROPERTIES);
      System.out.println(RESULT + nanos + " " + hasCache + " " + bound);
    }
  }
}
