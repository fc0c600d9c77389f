package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.spring.warmup.WarmUp;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** Child contexts of the one that has the cache. */
@ExtendWith(OutputCaptureExtension.class)
final class ChildContextTest {

  private static final String START = "compiled since start";
  private static final String END = "Wasm cache: closed;";

  @TempDir Path directory;

  private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

  @BeforeEach
  void writeModules() throws Exception {
    for (String name : List.of("one", "two")) {
      Files.write(
          directory.resolve(name + ".wasm"), Modules.answering(name.length() + name.charAt(0)));
    }
  }

  @AfterEach
  void close() {
    for (int i = contexts.size() - 1; i >= 0; i--) {
      contexts.get(i).close();
    }
  }

  @Test
  void A09_start_childBelowTheCache_isReportedByTheParentAlone(CapturedOutput output) {
    ConfigurableApplicationContext parent = start(null);
    ConfigurableApplicationContext child = start(parent);
    ConfigurableApplicationContext grandchild = start(child);
    start(parent);
    assertThat(child.getBean(CompilationCache.class))
        .isSameAs(parent.getBean(CompilationCache.class));
    assertThat(count(output, START)).isOne();
    grandchild.close();
    child.close();
    assertThat(count(output, END)).isZero();
    parent.close();
    assertThat(count(output, END)).isOne();
  }

  @Test
  void A09_start_cachesOfSiblings_eachReportItsOwn(CapturedOutput output) {
    ConfigurableApplicationContext parent =
        add(new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE).run());
    ConfigurableApplicationContext one = start(parent);
    start(parent);
    assertThat(count(output, START)).isEqualTo(2);
    one.close();
    assertThat(count(output, END)).isOne();
  }

  @Test
  void A09_start_ownCacheBelowAnother_startsAndReportsTheOther(CapturedOutput output) {
    ConfigurableApplicationContext parent = start(null);
    CompilationCache own = CompilationCache.builder().build();
    ConfigurableApplicationContext child =
        add(
            builder(parent)
                .initializers(context -> context.getBeanFactory().registerSingleton("own", own))
                .run(arguments()));
    assertThat(child.getBean(CompilationCache.class)).isSameAs(own);
    assertThat(count(output, START)).isOne();
  }

  @Test
  void A09_start_parentWithoutAnApplication_isReportedOnceAChildIsReady(CapturedOutput output) {
    AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext();
    parent
        .getEnvironment()
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of("wasm.cache.disk.directory", directory.resolve("cache").toString())));
    parent.register(Application.class);
    parent.refresh();
    add(parent);
    assertThat(count(output, START)).isZero();
    start(parent).close();
    start(parent).close();
    assertThat(count(output, START)).isOne();
    assertThat(count(output, END)).isZero();
    parent.close();
    assertThat(count(output, END)).isOne();
  }

  @Test
  void A10_start_managementContext_isNotReported(CapturedOutput output) throws Exception {
    ConfigurableApplicationContext application =
        add(
            new SpringApplicationBuilder(Application.class)
                .run(
                    arguments(
                        "server.port=0",
                        "management.server.port=0",
                        "management.endpoint.health.show-components=always",
                        "management.endpoints.web.exposure.include=*",
                        "wasm.cache.warm-up.modules=file:" + directory + "/*.wasm")));
    String port = application.getEnvironment().getProperty("local.management.port");
    assertThat(port).isNotEqualTo(application.getEnvironment().getProperty("local.server.port"));
    String root = "http://localhost:" + port + "/actuator";
    assertThat(get(root + "/health/wasmCache")).isEqualTo(200);
    assertThat(get(root + "/wasmcache")).isEqualTo(200);
    assertThat(get(root + "/wasmcache/archive")).isEqualTo(200);
    assertThat(count(output, START)).isOne();
    assertThat(count(output, "warm-up 1 of 2")).isOne();
    application.close();
    assertThat(count(output, END)).isOne();
  }

  @Test
  void A11_start_modulesNamedForTheParent_areLoadedOnce(CapturedOutput output) {
    String modules = "wasm.cache.warm-up.modules=file:" + directory + "/one.wasm";
    ConfigurableApplicationContext parent = start(null, modules);
    ConfigurableApplicationContext child = start(parent, modules);
    start(child);
    assertThat(count(output, "warm-up loaded")).isOne();
    assertThat(child.getBean(ModuleCache.class).stats().hits()).isZero();
  }

  @Test
  void A11_start_moreModulesNamedForTheChild_areLoadedByIt(CapturedOutput output) {
    ConfigurableApplicationContext parent =
        start(null, "wasm.cache.warm-up.modules=file:" + directory + "/one.wasm");
    ConfigurableApplicationContext child =
        start(parent, "wasm.cache.warm-up.modules=file:" + directory + "/*.wasm");
    assertThat(child.getBean(WarmUp.class).names()).contains("two");
    assertThat(output).contains("'two' compiled");
    assertThat(count(output, "warm-up loaded 1 of 1")).isOne();
  }

  @Test
  void A11_start_parentWithoutModules_leavesTheChildsToIt(CapturedOutput output) {
    ConfigurableApplicationContext parent = start(null);
    start(parent, "wasm.cache.warm-up.modules=file:" + directory + "/one.wasm");
    assertThat(output).contains("'one' compiled");
  }

  @Test
  void A11_start_ownWarmUpOfTheParent_isTheOnlyOne(CapturedOutput output) {
    WarmUp own =
        new WarmUp() {
          @Override
          public List<String> names() {
            return List.of();
          }

          @Override
          public void load(String name) {}
        };
    ConfigurableApplicationContext parent =
        add(
            builder(null)
                .initializers(context -> context.getBeanFactory().registerSingleton("own", own))
                .run(arguments()));
    start(parent, "wasm.cache.warm-up.modules=file:" + directory + "/one.wasm");
    assertThat(output).doesNotContain("warm-up loaded");
  }

  @Test
  void A12_start_childWithMetersHealthAndInfo_hasEachOnce() {
    String info = "management.info.wasmcache.enabled=true";
    ConfigurableApplicationContext parent = start(null, info);
    ConfigurableApplicationContext child = start(parent, info);
    child.getBean(ModuleCache.class).load(Modules.answering(7));
    for (Class<?> type : new Class<?>[] {HealthIndicator.class, InfoContributor.class}) {
      assertThat(
              Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(child, type))
                  .filter(name -> name.startsWith("wasmCache")))
          .hasSize(1);
    }
    MeterRegistry registry = child.getBean(MeterRegistry.class);
    assertThat(registry.get("wasm.cache.compile").tag("outcome", "success").timer().count())
        .isOne();
    assertThat(
            registry
                .get("wasm.cache.compile.reasons")
                .tag("reason", "never-seen")
                .functionCounter()
                .count())
        .isOne();
    assertThat(
            registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("wasm.cache"))
                .map(id -> id.getName() + id.getTags()))
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  @Test
  void A13_start_childWithTheEndpoint_hasNoBeansOfItsOwnForIt() {
    String exposed = "management.endpoints.web.exposure.include=*";
    ConfigurableApplicationContext parent = start(null, exposed);
    ConfigurableApplicationContext child = start(parent, exposed);
    assertThat(ours(parent)).contains("wasmCacheEndpoint", "wasmCacheModuleJournal");
    // Nothing but its own settings, their checks, and a warm-up that has nothing to load.
    assertThat(ours(child)).containsExactly("wasmCacheWarmUp", "wasmCacheStartChecks");
  }

  private static Stream<String> ours(ConfigurableApplicationContext context) {
    return Stream.of(context.getBeanDefinitionNames())
        .filter(name -> name.startsWith("wasm") || name.startsWith("endive"))
        .filter(name -> !name.contains("dev.wasmcache."));
  }

  private ConfigurableApplicationContext start(
      ConfigurableApplicationContext parent, String... settings) {
    return add(builder(parent).run(arguments(settings)));
  }

  private static SpringApplicationBuilder builder(ConfigurableApplicationContext parent) {
    SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class);
    if (parent != null) {
      builder.parent(parent);
    }
    return builder.web(WebApplicationType.NONE);
  }

  private ConfigurableApplicationContext add(ConfigurableApplicationContext context) {
    contexts.add(context);
    return context;
  }

  private String[] arguments(String... settings) {
    return Stream.concat(
            Stream.of("wasm.cache.disk.directory=" + directory.resolve("cache")),
            Stream.of(settings))
        .map(setting -> "--" + setting)
        .toArray(String[]::new);
  }

  private static int get(String uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static long count(CapturedOutput output, String text) {
    return output.getOut().lines().filter(line -> line.contains(text)).count();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  static class Empty {}
}
