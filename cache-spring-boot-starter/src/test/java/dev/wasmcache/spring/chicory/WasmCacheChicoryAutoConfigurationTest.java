package dev.wasmcache.spring.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryMachineFactory;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.stats.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;

final class WasmCacheChicoryAutoConfigurationTest {

  @TempDir Path directory;

  @Test
  void load_afterRestart_runsWhatIsOnDisk() {
    runner()
        .run(
            context -> {
              assertThat(answer(context)).isEqualTo(42);
              assertThat(modules(context).stats().loads(Origin.COMPILED)).isEqualTo(1);
            });
    runner()
        .run(
            context -> {
              assertThat(answer(context)).isEqualTo(42);
              assertThat(modules(context).stats().loads(Origin.DISK)).isEqualTo(1);
              assertThat(context.getBean(CompilationCache.class).stats().compilations()).isZero();
            });
  }

  @Test
  void load_withOtherOptions_compilesAgain() {
    runner().run(context -> answer(context));
    runner()
        .withPropertyValues("wasm.cache.engine.keep-code=true")
        .run(
            context -> {
              assertThat(answer(context)).isEqualTo(42);
              assertThat(modules(context).stats().loads(Origin.COMPILED)).isEqualTo(1);
            });
  }

  @Test
  void start_everyOption_reachesTheFingerprint() {
    runner()
        .withPropertyValues(
            "wasm.cache.generation=3",
            "wasm.cache.engine.max-functions-per-class=7",
            "wasm.cache.engine.interpreted-functions=1,2",
            "wasm.cache.engine.interpreter-fallback=fail",
            "wasm.cache.engine.class-name=dev.example.Generated")
        .run(
            context -> {
              Fingerprint fingerprint = context.getBean(ChicoryEngine.class).fingerprint();
              assertThat(fingerprint.generation()).isEqualTo(3);
              assertThat(fingerprint.options().toString())
                  .contains("7", "dev.example.Generated", "FAIL");
            });
  }

  @Test
  void start_moduleListeners_areTold() {
    runner()
        .withUserConfiguration(Listening.class)
        .run(
            context -> {
              answer(context);
              assertThat(context.getBean(LoadLog.class).loads)
                  .singleElement()
                  .extracting(ModuleLoad::origin)
                  .isEqualTo(Origin.COMPILED);
            });
  }

  @Test
  void machineFactory_ofALibrary_compilesOnceForAllInstances() {
    runner()
        .run(
            context -> {
              ChicoryMachineFactory machines = context.getBean(ChicoryMachineFactory.class);
              WasmModule module = Parser.parse(Modules.answering(7));
              for (int i = 0; i < 3; i++) {
                Instance instance = Instance.builder(module).withMachineFactory(machines).build();
                assertThat(instance.getMachine().getClass().getName()).startsWith("wasmcache.m");
              }
              assertThat(machines.stats().modules().loads(Origin.COMPILED)).isEqualTo(1);
              assertThat(machines.stats().delegations()).isZero();
            });
  }

  @Test
  void start_ownEngine_isUsed() {
    ChicoryEngine own = ChicoryEngine.builder().generation(9).build();
    runner()
        .withBean("own", ChicoryEngine.class, () -> own)
        .run(
            context -> {
              assertThat(context).getBean(ChicoryEngine.class).isSameAs(own);
              assertThat(modules(context).request(Modules.answering(1)).fingerprint())
                  .isEqualTo(own.fingerprint());
            });
  }

  @Test
  void start_ownModules_areTheOnlyOnes() {
    runner()
        .withUserConfiguration(OwnModules.class)
        .run(context -> assertThat(context).doesNotHaveBean("chicoryModules").hasBean("mine"));
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.withChicory(StarterRunner.in(directory))
        .withClassLoader(new FilteredClassLoader("run.endive"));
  }

  private static long answer(ApplicationContext context) {
    return modules(context)
        .load(Modules.answering(42))
        .instanceBuilder()
        .build()
        .export("answer")
        .apply()[0];
  }

  private static ModuleCache<ChicoryModule> modules(ApplicationContext context) {
    return context
        .<ModuleCache<ChicoryModule>>getBeanProvider(
            ResolvableType.forClassWithGenerics(ModuleCache.class, ChicoryModule.class))
        .getObject();
  }

  @Configuration(proxyBeanMethods = false)
  static class Listening {
    @Bean
    LoadLog loadLog() {
      return new LoadLog();
    }
  }

  static final class LoadLog implements ModuleListener {
    final List<ModuleLoad> loads = new CopyOnWriteArrayList<>();

    @Override
    public void onLoad(ModuleLoad load) {
      loads.add(load);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnModules {
    @Bean
    ModuleCache<ChicoryModule> mine(ChicoryEngine engine, CompilationCache cache) {
      return ModuleCache.builder(engine, cache).build();
    }
  }
}
