package dev.wasmcache.spring.aot;

import static org.awaitility.Awaitility.await;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.admin.LiveModule;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.health.WasmCacheHealthProperties;
import dev.wasmcache.spring.shared.WasmCacheSharedProperties;
import dev.wasmcache.spring.warmup.WarmUp;
import dev.wasmcache.spring.warmup.WarmUpProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringProperties;

/** Starts the application and returns its state as strings, for another class loader to read. */
public final class ApplicationState {

  private static final Duration SOON = Duration.ofSeconds(30);

  private ApplicationState() {}

  public static Map<String, String> of(boolean aheadOfTime, String... arguments) {
    return of(aheadOfTime, context -> {}, arguments);
  }

  /**
   * Returns the state after another file has taken the place of that of the injected module.
   *
   * @param expected what the module then is, see {@link AheadOfTimeMain.Injected}
   */
  public static Map<String, String> afterReload(
      boolean aheadOfTime, Path file, Path replacement, String expected, String... arguments) {
    return of(
        aheadOfTime,
        context -> {
          move(replacement, file);
          AheadOfTimeMain.Injected injected = context.getBean(AheadOfTimeMain.Injected.class);
          await().atMost(SOON).until(() -> injected.toString().equals(expected));
        },
        arguments);
  }

  private static void move(Path replacement, Path file) {
    try {
      Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> of(
      boolean aheadOfTime,
      Consumer<ConfigurableApplicationContext> whileItRuns,
      String... arguments) {
    SpringProperties.setProperty("spring.aot.enabled", Boolean.toString(aheadOfTime));
    keepToThisLoader();
    SpringApplication application = new SpringApplication(AheadOfTimeMain.class);
    application.setMainApplicationClass(AheadOfTimeMain.class);
    application.setRegisterShutdownHook(false);
    Map<String, String> state = new TreeMap<>();
    try (ConfigurableApplicationContext context = application.run(arguments)) {
      whileItRuns.accept(context);
      describe(context, state);
    } catch (RuntimeException e) {
      state.put("failed", "true");
    }
    return state;
  }

  /** Tomcat would set a factory for the whole JVM, which can be set only once. */
  private static void keepToThisLoader() {
    try {
      Class.forName("org.apache.catalina.webresources.TomcatURLStreamHandlerFactory")
          .getMethod("disable")
          .invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void describe(ConfigurableApplicationContext context, Map<String, String> state) {
    bean(context, state, WasmCacheProperties.class, Object::toString);
    settings(context, state, WasmCacheSharedProperties.class, "wasm.cache.shared");
    bean(context, state, WasmCacheHealthProperties.class, Object::toString);
    settings(context, state, WarmUpProperties.class, "wasm.cache.warm-up");
    bean(context, state, Integrity.class, Object::toString);
    bean(context, state, DiskStore.class, store -> store.directory().toString());
    bean(context, state, SharedTier.class, SharedTier::toString);
    bean(context, state, WarmUp.class, warmUp -> warmUp.names().toString());
    bean(context, state, AheadOfTimeMain.Injected.class, Object::toString);
    state.put(
        "watching",
        Boolean.toString(
            Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("wasm-cache-reload"))));
    bean(context, state, Engine.class, engine -> engine.fingerprint().toString());
    bean(
        context,
        state,
        CompilationCache.class,
        cache -> cache.admin().mode() + " " + new TreeSet<>(cache.stats().tiers().keySet()));
    bean(
        context,
        state,
        ModuleCache.class,
        modules ->
            new TreeSet<>(
                        ((ModuleCache<?>) modules)
                            .modules().stream().map(LiveModule::toString).toList())
                    .size()
                + " live of "
                + ((ModuleCache<?>) modules).stats().maximumBytes());
    bean(
        context, state, InfoEndpoint.class, info -> new TreeSet<>(info.info().keySet()).toString());
    bean(
        context,
        state,
        HealthContributorRegistry.class,
        health -> health.getContributor("wasmCache") == null ? "none" : "wasmCache");
    String port = context.getEnvironment().getProperty("local.server.port");
    String endpoint = "/actuator/wasmcache";
    for (String path : new String[] {endpoint, endpoint + "/archive", "/null/archive"}) {
      state.put("GET " + path, get("http://localhost:" + port + path));
    }
  }

  private static <T> void bean(
      ConfigurableApplicationContext context,
      Map<String, String> state,
      Class<T> type,
      Function<T, String> description) {
    T bean = context.getBeanProvider(type).getIfUnique();
    state.put(type.getSimpleName(), bean == null ? "none" : description.apply(bean));
  }

  /** There is a bean of them only if one is set, or if the application was processed. */
  private static <T> void settings(
      ConfigurableApplicationContext context,
      Map<String, String> state,
      Class<T> type,
      String prefix) {
    T bean =
        context
            .getBeanProvider(type)
            .getIfUnique(() -> Binder.get(context.getEnvironment()).bindOrCreate(prefix, type));
    state.put(
        type.getSimpleName(),
        context.getBeanProvider(CompilationCache.class).getIfUnique() == null
            ? "none"
            : bean.toString());
  }

  private static String get(String uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(uri).toURL().openConnection();
      return Integer.toString(connection.getResponseCode());
    } catch (IOException e) {
      return e.toString();
    }
  }
}
