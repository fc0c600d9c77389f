package dev.wasmcache.spring.operating;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A whole application with a web server, which counts by itself what its cache does. */
final class ObservedApplication implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private ObservedApplication(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static ObservedApplication start(Path directory, String... properties) {
    return new ObservedApplication(
        new SpringApplicationBuilder(Application.class)
            .properties(
                "server.port=0",
                "spring.jmx.enabled=false",
                "management.endpoints.web.exposure.include=prometheus",
                "wasm.cache.disk.directory=" + directory.resolve("cache"))
            .properties(properties)
            .run());
  }

  CompilationCache cache() {
    return bean(CompilationCache.class);
  }

  @SuppressWarnings("unchecked")
  ModuleCache<EndiveModule> modules() {
    return context.getBean("endiveModules", ModuleCache.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  OwnCount count() {
    return bean(OwnCount.class);
  }

  Scrape scrape() {
    return Scrape.parse(scrapeText());
  }

  String scrapeText() {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    URI uri = URI.create("http://localhost:" + port + "/actuator/prometheus");
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException("Status " + response.statusCode());
      }
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    OwnCount ownCount() {
      return new OwnCount();
    }
  }

  /** Counts each call of a listener, under its own name. */
  static final class OwnCount implements CacheListener, ModuleListener {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    final Map<CacheKey, Duration> compileTimes = new ConcurrentHashMap<>();
    final Map<CacheKey, Integer> found = new ConcurrentHashMap<>();

    @Override
    public void onRequest(Tier tier, CacheKey key, Outcome outcome, Duration elapsed) {
      add("request " + tier.id() + " " + outcome.id(), 1);
      if (outcome == Outcome.HIT) {
        add("read nanos " + tier.id(), elapsed.toNanos());
        found.merge(key, 1, Integer::sum);
      }
    }

    @Override
    public void onMiss(CompileRequest request, MissReason reason) {
      add("reason " + reason.kind().id(), 1);
    }

    @Override
    public void onCompile(CompileRequest request, Duration elapsed, @Nullable Throwable failure) {
      String outcome = failure == null ? "success" : "failure";
      add("compile " + outcome, 1);
      add("compile nanos " + outcome, elapsed.toNanos());
      compileTimes.put(request.key(), elapsed);
    }

    @Override
    public void onLoad(ModuleLoad load) {
      add("load " + load.origin().id(), 1);
    }

    private void add(String name, long number) {
      counts.merge(name, number, Long::sum);
    }

    long of(String name) {
      return counts.getOrDefault(name, 0L);
    }
  }
}
