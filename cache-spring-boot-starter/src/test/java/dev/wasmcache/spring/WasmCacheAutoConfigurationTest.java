package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
final class WasmCacheAutoConfigurationTest {

  private static final CompileRequest REQUEST = Modules.request(1);

  @TempDir Path directory;

  @Test
  void start_defaults_keepsModulesInMemoryAndOnDisk() {
    StarterRunner.in(directory)
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              assertThat(cache.stats().tiers().keySet()).containsExactly(Tier.MEMORY, Tier.DISK);
              assertThat(context.getBean(DiskStore.class).directory())
                  .isEqualTo(directory.resolve("cache").toRealPath());
              assertThat(context.getBean(Integrity.class).authenticates()).isFalse();
              assertThat(context).hasBean("wasmCacheDiskStore").hasBean("wasmCompilationCache");
            });
  }

  @Test
  void start_second_findsWhatTheFirstCompiled() {
    StarterRunner.in(directory).run(context -> compile(context.getBean(CompilationCache.class)));
    StarterRunner.in(directory)
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              cache.getOrCompile(REQUEST, request -> fail("compiled again"));
              assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.HIT)).isEqualTo(1);
              assertThat(cache.stats().compileTimeSaved()).isEqualTo(Modules.COMPILE_TIME);
            });
  }

  @Test
  void start_disabled_hasNoBeanOfTheStarter() {
    StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.enabled=false")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(
                      Arrays.stream(context.getBeanDefinitionNames())
                          .filter(name -> isOurs(context.getType(name))))
                  .isEmpty();
              assertThat(directory.resolve("cache")).doesNotExist();
            });
  }

  private static boolean isOurs(Class<?> type) {
    return type != null && type.getName().startsWith("dev.wasmcache");
  }

  @Test
  void start_directoryUnusable_goesOnInMemoryWithOneWarning(CapturedOutput output)
      throws IOException {
    Files.writeString(directory.resolve("cache"), "a file");
    StarterRunner.in(directory)
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              compile(cache);
              assertThat(cache.stats().tiers().keySet()).containsExactly(Tier.MEMORY);
              assertThat(context.getBean(DiskTier.class).problem()).isPresent();
            });
    assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
        .singleElement()
        .asString()
        .contains("Wasm cache: nothing is kept on disk", directory.resolve("cache").toString());
  }

  @Test
  void diskStore_directoryUnusable_isNoBean() throws IOException {
    Files.writeString(directory.resolve("cache"), "a file");
    StarterRunner.in(directory)
        .run(
            context -> {
              assertThat(context.getBeanProvider(DiskStore.class).getIfAvailable()).isNull();
              assertThat(context.getBeanProvider(DiskStore.class).stream()).isEmpty();
              assertThat(context.getBeansOfType(DiskStore.class)).isEmpty();
              assertThatThrownBy(() -> context.getBean(DiskStore.class))
                  .isInstanceOf(NoSuchBeanDefinitionException.class);
            });
    StarterRunner.in(directory)
        .withBean(Needy.class)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasRootCauseInstanceOf(NoSuchBeanDefinitionException.class));
  }

  private record Needy(DiskStore store) {}

  @Test
  void start_diskOff_opensNoDirectory() {
    StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.disk.enabled=false")
        .run(
            context -> {
              assertThat(context.getBeanProvider(DiskStore.class).getIfAvailable()).isNull();
              assertThat(context.getBean(DiskTier.class).problem()).isEmpty();
              assertThat(directory.resolve("cache")).doesNotExist();
            });
  }

  @Test
  void start_bypass_neitherReadsNorStores() {
    StarterRunner.in(directory).run(context -> compile(context.getBean(CompilationCache.class)));
    StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.mode=bypass")
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              compile(cache);
              assertThat(cache.stats().tiers()).isEmpty();
              assertThat(cache.stats().compilations()).isEqualTo(1);
            });
  }

  @Test
  void start_twoCachesOfTheApplication_leavesBothAlone() {
    StarterRunner.in(directory)
        .withBean("one", CompilationCache.class, () -> CompilationCache.builder().build())
        .withBean("other", CompilationCache.class, () -> CompilationCache.builder().build())
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean("wasmCacheReport")
                    .doesNotHaveBean("endiveModules")
                    .doesNotHaveBean("wasmCacheHealthIndicator"));
  }

  @Test
  void start_ownCache_opensNoDirectory() {
    CompilationCache own = CompilationCache.builder().build();
    StarterRunner.in(directory)
        .withBean("own", CompilationCache.class, () -> own)
        .run(
            context -> {
              assertThat(context).getBean(CompilationCache.class).isSameAs(own);
              assertThat(context).doesNotHaveBean(DiskStore.class).hasNotFailed();
              assertThat(directory.resolve("cache")).doesNotExist();
            });
  }

  @Test
  void start_ownStoreAndIntegrity_areUsed() {
    Integrity integrity = Integrity.hmac(KeyRing.of("own", new byte[32]));
    StarterRunner.in(directory)
        .withBean("own", DiskStore.class, () -> DiskStore.builder(directory.resolve("own")).build())
        .withBean("ownIntegrity", Integrity.class, () -> integrity)
        .run(
            context -> {
              compile(context.getBean(CompilationCache.class));
              assertThat(context).hasSingleBean(DiskStore.class);
              assertThat(context).getBean(Integrity.class).isSameAs(integrity);
              assertThat(context.getBean(DiskStore.class).keys(null, 10))
                  .containsExactly(REQUEST.key());
              assertThat(directory.resolve("cache")).doesNotExist();
            });
  }

  @Test
  void start_customizersAndListeners_arePickedUp() {
    StarterRunner.in(directory)
        .withUserConfiguration(Extensions.class)
        .run(
            context -> {
              CompilationCache cache = context.getBean(CompilationCache.class);
              compile(cache);
              assertThat(cache.stats().tiers()).doesNotContainKey(Tier.MEMORY);
              assertThat(context.getBean(RequestLog.class).keys).containsExactly(REQUEST.key());
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Extensions {
    @Bean
    CompilationCacheBuilderCustomizer noMemory() {
      return builder -> builder.memory(0);
    }

    @Bean
    RequestLog requestLog() {
      return new RequestLog();
    }
  }

  static final class RequestLog implements CacheListener {
    final List<CacheKey> keys = new CopyOnWriteArrayList<>();

    @Override
    public void onRequest(Tier tier, CacheKey key, Outcome outcome, Duration elapsed) {
      keys.add(key);
    }
  }

  @Test
  void close_ofTheContext_closesTheCache() {
    CompilationCache[] closed = new CompilationCache[1];
    StarterRunner.in(directory)
        .run(
            context -> {
              closed[0] = context.getBean(CompilationCache.class);
              compile(closed[0]);
              assertThat(closed[0].get(REQUEST.key())).isPresent();
            });
    assertThat(closed[0].get(REQUEST.key())).isEmpty();
  }

  @Test
  void start_engine_seesTheRelaxedNames() {
    StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.generation=7", "wasm.cache.engine.keep-code=true")
        .run(
            context ->
                assertThat(context.getBean(Engine.class).fingerprint().generation()).isEqualTo(7));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void start_virtualThreads_opensTheDirectory() {
    StarterRunner.in(directory)
        .withPropertyValues("spring.threads.virtual.enabled=true")
        .run(context -> compile(context.getBean(CompilationCache.class)));
  }

  @Test
  void start_nothingButCore_hasTheCache() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(WasmCacheAutoConfiguration.class))
        .withPropertyValues("wasm.cache.disk.directory=" + directory.resolve("cache"))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(CompilationCache.class)
                    .doesNotHaveBean(ModuleCache.class));
  }

  private static void compile(CompilationCache cache) {
    cache.getOrCompile(REQUEST, Modules::artifact);
  }
}
