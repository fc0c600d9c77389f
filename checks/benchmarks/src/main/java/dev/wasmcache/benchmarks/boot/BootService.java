package dev.wasmcache.benchmarks.boot;

import com.sun.management.OperatingSystemMXBean;
import dev.wasmcache.benchmarks.process.FirstCall;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A web service that loads and calls its modules before it is ready; prints the CPU time of its
 * start.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BootService {

  /** The prefix of the number of nanoseconds and of what the modules returned. */
  static final String RESULT = "cpu-nanos ";

  record Answers(List<String> texts) {}

  @Bean
  Answers answers(ModuleSource source, @Value("${benchmark.modules}") List<String> files)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (String file : files) {
      texts.add(FirstCall.call(source.load(Files.readAllBytes(Path.of(file)))));
    }
    return new Answers(texts);
  }

  /** The first argument is a {@link BootWay}; the others are properties. */
  public static void main(String[] args) {
    Class<?> modules =
        BootWay.valueOf(args[0]).usesStarter() ? StarterModules.class : EngineModules.class;
    SpringApplication service = new SpringApplication(BootService.class, modules);
    try (ConfigurableApplicationContext context = service.run(args)) {
      long nanos =
          ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
              .getProcessCpuTime();
      System.out.println(RESULT + nanos + " " + context.getBean(Answers.class).texts());
    }
  }
}
