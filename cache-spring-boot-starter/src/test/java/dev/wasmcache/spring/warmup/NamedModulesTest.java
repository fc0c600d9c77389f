package dev.wasmcache.spring.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmModule;
import dev.wasmcache.spring.WasmModules;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import dev.wasmcache.spring.reload.Reloader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Real modules in applications that name, inject and reload them. */
@ExtendWith(OutputCaptureExtension.class)
final class NamedModulesTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  @BeforeEach
  void writeModules() throws IOException {
    write("decoder", Modules.answering(1));
    write("rules", Modules.answering(2));
  }

  @Test
  void start_injectedEverywhere_isTheNamedModule() {
    runner("decoder", "rules")
        .withUserConfiguration(Everywhere.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Everywhere everywhere = context.getBean(Everywhere.class);
              assertThat(answer(everywhere.field)).isEqualTo(1);
              assertThat(answer(everywhere.provider.getObject())).isEqualTo(2);
              assertThat(context.getBean(Everywhere.Parameter.class).answer).isEqualTo(2);
              assertThat(context.getBean(Everywhere.Constructed.class).answer()).isEqualTo(1);
              WasmModules modules = context.getBean(WasmModules.class);
              assertThat(modules.names()).isEqualTo(Set.of("decoder", "rules"));
              EndiveModule decoder = modules.get("decoder");
              assertThat(decoder).isSameAs(everywhere.field);
              assertThat(modules.get("rules", EndiveModule.class))
                  .isSameAs(everywhere.provider.getObject());
              assertThat(context.getBean(CompilationCache.class).stats().compilations())
                  .isEqualTo(2);
            });
  }

  @Test
  void start_notInjected_isLoadedBeforeReadyAndNoBeanIsCreated(CapturedOutput output) {
    runner("decoder")
        .withUserConfiguration(Unnamed.class)
        .run(
            context -> {
              assertThat(live(context)).isEqualTo(1);
              assertThat(context.getBeanFactory().containsSingleton("wasm.modules.decoder"))
                  .isFalse();
              assertThat(context.getBeanFactory().containsSingleton("wasmModuleReloader"))
                  .isFalse();
              assertThat(context.getBean(Unnamed.class).module).isNull();
              assertThat(context.getBean(WarmUp.class).names()).containsExactly("decoder");
            });
    assertThat(output).contains("warm-up 1 of 1: 'decoder' compiled in");
  }

  @Test
  void start_nothingNamed_hasNothingOfIt() {
    StarterRunner.in(directory)
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean(WasmModules.class)
                    .doesNotHaveBean(NamedModuleDefinitions.class)
                    .doesNotHaveBean(Reloader.class));
  }

  @Test
  void start_lazy_isLoadedAtItsFirstUse() {
    runner("decoder", "rules")
        .withPropertyValues("wasm.modules.decoder.lazy=true", "wasm.modules.rules.lazy=true")
        .withUserConfiguration(Field.class)
        .run(
            context -> {
              assertThat(context.getBean(WarmUp.class).names()).containsExactly("decoder", "rules");
              assertThat(live(context)).isZero();
              assertThat(answer(context.getBean(Field.class).decoder)).isEqualTo(1);
              assertThat(live(context)).isEqualTo(1);
              context.getBean(WarmUp.class).load("rules");
              assertThat(live(context)).isEqualTo(2);
            });
  }

  @Test
  void start_alsoInTheListOfTheWarmUp_isLoadedOnceUnderItsName() {
    runner("decoder")
        .withPropertyValues("wasm.cache.warm-up.modules=file:" + directory + "/*.wasm")
        .run(
            context ->
                assertThat(context.getBean(WarmUp.class).names())
                    .containsExactly("decoder", "rules"));
  }

  @Test
  void start_bothEngines_runsEachModuleOnItsOwn() {
    StarterRunner.withChicory(runner("decoder", "rules"))
        .withPropertyValues(
            "wasm.modules.decoder.engine=chicory", "wasm.cache.engine.default=endive")
        .withUserConfiguration(Both.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Both.Two two = context.getBean(Both.Two.class);
              assertThat(answer(two.rules())).isEqualTo(2);
              assertThat(two.decoder().instanceBuilder().build().export("answer").apply()[0])
                  .isEqualTo(1);
              assertThatThrownBy(
                      () -> context.getBean(WasmModules.class).get("decoder", EndiveModule.class))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("wasm.modules.decoder.engine");
            });
  }

  @Test
  void start_bothEnginesAndNoChoice_fails() {
    StarterRunner.withChicory(runner("decoder"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasMessageContaining("'wasm.cache.engine.default' is missing")
                    .hasMessageContaining("'wasm.modules.decoder'"));
  }

  @Test
  void start_chicoryAlone_needsNoChoice() {
    StarterRunner.withChicory(runner("decoder"))
        .withClassLoader(new FilteredClassLoader("run.endive"))
        .run(
            context ->
                assertThat(
                        context
                            .getBean(WasmModules.class)
                            .get("decoder", ChicoryModule.class)
                            .instanceBuilder()
                            .build()
                            .export("answer")
                            .apply()[0])
                    .isEqualTo(1));
  }

  @Test
  void start_ownBean_isInjectedInstead() {
    runner("decoder")
        .withUserConfiguration(Field.class, Own.class)
        .run(context -> assertThat(answer(context.getBean(Field.class).decoder)).isEqualTo(9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wasm.modules.decoder.lazy=true            | The property 'wasm.modules.decoder.location' is missing
          wasm.modules.decoder.location=            | The property 'wasm.modules.decoder.location' is missing
          wasm.modules.decoder.location=file:*.wasm | The property 'wasm.modules.decoder.location' has the value 'file:*.wasm': it is a pattern
          wasm.modules.decoder.location=~/a.wasm    | The property 'wasm.modules.decoder.location' has the location '~/a.wasm'
          wasm.modules.decoder.location=file:/n.wasm| there is no module at this location
          wasm.modules.decoder.location=file:/n.wasm| wasm.modules.decoder
          wasm.modules.decoder.engine=v8            | wasm.modules.decoder.engine
          """)
  void start_invalid_saysWhichProperty(String property, String message, CapturedOutput output) {
    assertThatThrownBy(() -> application(Empty.class).run("--" + property).close()).isNotNull();
    assertThat(output).contains("APPLICATION FAILED TO START", message);
  }

  @Test
  void start_reloadOfWhatIsNoFile_saysSo(CapturedOutput output) {
    String inJar = "jar:" + jar().toUri() + "!/one.wasm";
    assertThatThrownBy(
            () ->
                application(Empty.class)
                    .run(
                        "--wasm.modules.decoder.location=" + inJar,
                        "--wasm.modules.decoder.reload=true")
                    .close())
        .isNotNull();
    assertThat(output).contains("APPLICATION FAILED TO START", "is not a file that can change");
  }

  private Path jar() {
    Path jar = directory.resolve("modules.jar");
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("one.wasm"));
      zip.write(Modules.answering(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar;
  }

  @ParameterizedTest
  @CsvSource({"true, 'are one, two'", "false, none is configured below 'wasm.modules'"})
  void start_unknownName_listsTheConfiguredOnes(
      boolean configured, String names, CapturedOutput output) {
    String[] arguments =
        configured ? new String[] {location("one"), location("two")} : new String[0];
    for (Class<?> use : List.of(Field.class, Asking.class)) {
      int before = output.length();
      assertThatThrownBy(() -> application(use).run(arguments).close()).isNotNull();
      assertThat(output.toString().substring(before))
          .contains(
              "APPLICATION FAILED TO START",
              "No module is called 'decoder'",
              names,
              "'wasm.modules.decoder.location'");
    }
  }

  @Test
  void get_unknownName_listsTheConfiguredOnes() {
    runner("decoder", "rules")
        .run(
            context ->
                assertThatThrownBy(() -> context.getBean(WasmModules.class).get("other"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                        "No module is called 'other': those below 'wasm.modules' are decoder,"
                            + " rules"));
  }

  @Test
  void start_otherType_saysThatTheEngineHasAnother(CapturedOutput output) {
    assertThatThrownBy(() -> application(OfChicory.class).run(location("decoder")).close())
        .isNotNull();
    assertThat(output)
        .contains(
            "The module 'decoder' cannot be injected as dev.wasmcache.chicory.ChicoryModule",
            "wasm.modules.decoder.engine");
  }

  @Test
  void reload_changedFile_isWhatTheHandleStandsFor(CapturedOutput output) {
    runner("decoder", "rules")
        .withPropertyValues("wasm.modules.decoder.reload=true")
        .withUserConfiguration(Field.class)
        .run(
            context -> {
              EndiveModule decoder = context.getBean(Field.class).decoder;
              EndiveModule former = decoder.current();
              assertThat(answer(decoder)).isEqualTo(1);
              replace("decoder", Modules.answering(5));
              await().atMost(SOON).until(() -> answer(decoder) == 5);
              assertThat(answer(former)).isEqualTo(1);
              EndiveModule current = decoder.current();
              assertThat(current).isNotSameAs(former).isSameAs(decoder.current());
              assertThat(context.getBean(WasmModules.class).<EndiveModule>get("decoder"))
                  .isSameAs(decoder);
              assertThat(modules(context).load("decoder", () -> new byte[0])).isSameAs(current);
              assertThat(live(context)).isEqualTo(2);
            });
    assertThat(output).containsOnlyOnce("reloaded the module 'decoder'");
  }

  @Test
  void reload_badFile_keepsTheModuleAndIsInTheHealth(CapturedOutput output) {
    runner("decoder")
        .withPropertyValues("wasm.modules.decoder.reload=true")
        .withUserConfiguration(Field.class)
        .run(
            context -> {
              EndiveModule decoder = context.getBean(Field.class).decoder;
              HealthIndicator health =
                  context.getBean("wasmCacheHealthIndicator", HealthIndicator.class);
              assertThat(health.health().getDetails()).doesNotContainKey("reloadProblems");
              byte[] half = new byte[20];
              System.arraycopy(Modules.answering(5), 0, half, 0, half.length);
              replace("decoder", half);
              await()
                  .atMost(SOON)
                  .until(() -> !context.getBean(Reloader.class).problems().isEmpty());
              assertThat(answer(decoder)).isEqualTo(1);
              assertThat(health.health().getStatus().getCode()).isEqualTo("DEGRADED");
              assertThat(health.health().getDetails().get("problems")).isEqualTo(List.of("reload"));
              assertThat(health.health().getDetails().get("reloadProblems").toString())
                  .contains("decoder=does not load");
              replace("decoder", Modules.answering(6));
              await().atMost(SOON).until(() -> answer(decoder) == 6);
              assertThat(health.health().getDetails()).doesNotContainKey("reloadProblems");
            });
    assertThat(output).containsOnlyOnce("the module 'decoder' is not reloaded");
  }

  @Test
  void reload_off_leavesTheModule() {
    runner("decoder", "rules")
        .withPropertyValues("wasm.modules.rules.reload=true")
        .withUserConfiguration(Everywhere.class)
        .run(
            context -> {
              Everywhere everywhere = context.getBean(Everywhere.class);
              replace("decoder", Modules.answering(5));
              replace("rules", Modules.answering(6));
              await().atMost(SOON).until(() -> answer(everywhere.provider.getObject()) == 6);
              assertThat(answer(everywhere.field)).isEqualTo(1);
            });
  }

  private ApplicationContextRunner runner(String... names) {
    ApplicationContextRunner runner = StarterRunner.in(directory);
    for (String name : names) {
      runner = runner.withPropertyValues(location(name).substring(2));
    }
    return runner;
  }

  private String location(String name) {
    return "--wasm.modules." + name + ".location=file:" + directory.resolve(name + ".wasm");
  }

  private SpringApplication application(Class<?> use) {
    return new SpringApplicationBuilder(Empty.class, use)
        .web(WebApplicationType.NONE)
        .properties("wasm.cache.disk.directory=" + directory.resolve("cache"))
        .build();
  }

  private Path write(String name, byte[] wasm) throws IOException {
    return Files.write(directory.resolve(name + ".wasm"), wasm);
  }

  private void replace(String name, byte[] wasm) throws IOException {
    Path whole = write("new", wasm);
    Files.move(whole, directory.resolve(name + ".wasm"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static long answer(EndiveModule module) {
    return module.instanceBuilder().build().export("answer").apply()[0];
  }

  private static long live(ApplicationContext context) {
    return modules(context).stats().modules();
  }

  @SuppressWarnings("unchecked")
  private static ModuleCache<EndiveModule> modules(ApplicationContext context) {
    return context.getBean("endiveModules", ModuleCache.class);
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    WasmCacheAutoConfiguration.class,
    WasmCacheEndiveAutoConfiguration.class
  })
  static class Empty {}

  @Configuration(proxyBeanMethods = false)
  static class Field {
    @Autowired
    @WasmModule("decoder")
    EndiveModule decoder;
  }

  @Configuration(proxyBeanMethods = false)
  static class Unnamed {
    @Autowired(required = false)
    EndiveModule module;
  }

  @Configuration(proxyBeanMethods = false)
  static class Asking {
    @Bean
    String asked(@WasmModule("decoder") ObjectProvider<EndiveModule> decoder) {
      return decoder.getObject().toString();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OfChicory {
    @Bean
    String asked(@WasmModule("decoder") ChicoryModule decoder) {
      return decoder.toString();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Own {
    @Bean
    @WasmModule("decoder")
    EndiveModule own(ModuleCache<EndiveModule> modules) {
      return modules.load(Modules.answering(9));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Both {
    record Two(ChicoryModule decoder, EndiveModule rules) {}

    @Bean
    Two two(@WasmModule("decoder") ChicoryModule decoder, @WasmModule("rules") EndiveModule rules) {
      return new Two(decoder, rules);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(Everywhere.Constructed.class)
  static class Everywhere {
    @Autowired
    @WasmModule("decoder")
    EndiveModule field;

    @Autowired
    @WasmModule("rules")
    ObjectProvider<EndiveModule> provider;

    @Bean
    Parameter parameter(@WasmModule("rules") EndiveModule rules) {
      return new Parameter(answer(rules));
    }

    record Parameter(long answer) {}

    static final class Constructed {
      private final EndiveModule decoder;

      Constructed(@WasmModule("decoder") EndiveModule decoder) {
        this.decoder = decoder;
      }

      long answer() {
        return NamedModulesTest.answer(decoder);
      }
    }
  }
}
