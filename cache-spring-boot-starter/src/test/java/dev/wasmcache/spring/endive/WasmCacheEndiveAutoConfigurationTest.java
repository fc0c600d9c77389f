package dev.wasmcache.spring.endive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveMachineFactory;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.stats.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

final class WasmCacheEndiveAutoConfigurationTest {

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
              Fingerprint fingerprint = context.getBean(EndiveEngine.class).fingerprint();
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
              EndiveMachineFactory machines = context.getBean(EndiveMachineFactory.class);
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
  void machineFactory_listenersAmongTheBeans_areTold() {
    List<ModuleLoad> loads = new CopyOnWriteArrayList<>();
    runner()
        .withBean(ModuleListener.class, () -> loads::add)
        .run(
            context -> {
              EndiveMachineFactory machines = context.getBean(EndiveMachineFactory.class);
              WasmModule module = Parser.parse(Modules.answering(7));
              Instance unused = Instance.builder(module).withMachineFactory(machines).build();
              assertThat(loads).hasSize(1);
            });
  }

  @Test
  void start_ownEngine_isUsed() {
    EndiveEngine own = EndiveEngine.builder().generation(9).build();
    runner()
        .withBean("own", EndiveEngine.class, () -> own)
        .run(
            context -> {
              assertThat(context).getBean(EndiveEngine.class).isSameAs(own);
              assertThat(modules(context).request(Modules.answering(1)).fingerprint())
                  .isEqualTo(own.fingerprint());
            });
  }

  @Test
  void start_ownModules_areTheOnlyOnes() {
    runner()
        .withUserConfiguration(OwnModules.class)
        .run(context -> assertThat(context).doesNotHaveBean("endiveModules").hasBean("mine"));
  }

  @Test
  void start_modulesOfAnotherEngine_standBesideEndives() {
    runner()
        .withUserConfiguration(OtherEngine.class)
        .run(context -> assertThat(context).hasBean("endiveModules").hasBean("texts"));
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory);
  }

  private static long answer(ApplicationContext context) {
    return modules(context)
        .load(Modules.answering(42))
        .instanceBuilder()
        .build()
        .export("answer")
        .apply()[0];
  }

  private static ModuleCache<EndiveModule> modules(ApplicationContext context) {
    return context
        .<ModuleCache<EndiveModule>>getBeanProvider(
            ResolvableType.forClassWithGenerics(ModuleCache.class, EndiveModule.class))
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
    ModuleCache<EndiveModule> mine(EndiveEngine engine, CompilationCache cache) {
      return ModuleCache.builder(engine, cache).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OtherEngine {
    @Bean
    ModuleCache<String> texts(CompilationCache cache) {
      return ModuleCache.builder(new TextEngine(), cache).build();
    }
  }

  static final class TextEngine implements Engine<String> {
    @Override
    public Fingerprint fingerprint() {
      return new Fingerprint("text", "1", Map.of(), "any", 1, 0);
    }

    @Override
    public Artifact compile(byte[] wasm) {
      return Artifact.of(wasm);
    }

    @Override
    public String load(byte[] wasm, Artifact artifact) {
      return artifact.toString();
    }

    @Override
    public long weight(String module) {
      return module.length();
    }
  }
}
