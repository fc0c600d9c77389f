package dev.wasmcache.spring.requirement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.StarterRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.support.SpringFactoriesLoader;

@ExtendWith(OutputCaptureExtension.class)
final class RequirementsTest {

  private static final RuntimeException FAILURE = new IllegalStateException("something else");

  @TempDir Path directory;

  @Test
  void analyze_springBoot3_saysThat4IsRequired() {
    FailureAnalysis analysis = new SpringBootFailureAnalyzer("3.5.7").analyze(FAILURE);
    assertThat(analysis.getDescription())
        .isEqualTo(
            "wasm-cache-spring-boot-starter requires Spring Boot 4, and this is Spring Boot 3.5.7.");
    assertThat(analysis.getAction()).contains("Update", "wasm-cache-endive");
  }

  @Test
  void analyze_springBoot4OrUnknown_isLeftToOthers() {
    for (String version :
        new String[] {"4.0.0", "4.1.1", "5.0.0-SNAPSHOT", "10.1", "local", null}) {
      assertThat(new SpringBootFailureAnalyzer(version).analyze(FAILURE)).as(version).isNull();
    }
  }

  @Test
  void analyzers_registered_areLoaded() {
    assertThat(
            SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, failure) -> {}))
        .hasAtLeastOneElementOfType(SpringBootFailureAnalyzer.class)
        .hasAtLeastOneElementOfType(MissingCompilerFailureAnalyzer.class);
  }

  @Test
  void start_compilerMissingAndModulesInjected_namesTheArtifact() {
    FilteredClassLoader withoutCompiler = new FilteredClassLoader("run.endive.compiler");
    StarterRunner.in(directory)
        .withClassLoader(withoutCompiler)
        .withUserConfiguration(NeedsModules.class)
        .run(
            context -> {
              FailureAnalysis analysis =
                  new MissingCompilerFailureAnalyzer(withoutCompiler)
                      .analyze(context.getStartupFailure());
              assertThat(analysis.getDescription())
                  .contains("ModuleCache<dev.wasmcache.endive.EndiveModule>", "Endive's compiler");
              assertThat(analysis.getAction()).contains("'run.endive:compiler'");
            });
  }

  @Test
  void start_compilerMissing_isExplainedBySpringBoot(CapturedOutput output) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new FilteredClassLoader("run.endive.compiler"));
    try {
      assertThatThrownBy(
              () ->
                  new SpringApplicationBuilder(Application.class)
                      .web(WebApplicationType.NONE)
                      .properties("wasm.cache.disk.directory=" + directory.resolve("cache"))
                      .run())
          .hasRootCauseInstanceOf(NoSuchBeanDefinitionException.class);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "Add the dependency 'run.endive:compiler'");
  }

  @Test
  void versions_tested_areThoseOfTheBuild() throws IOException {
    assertThat(Files.readString(Path.of("..", "pom.xml")))
        .contains("<wasmcache.endive.version>" + TestedEngines.ENDIVE + "<")
        .contains("<wasmcache.chicory.version>" + TestedEngines.CHICORY + "<");
  }

  @Test
  void analyze_compilerMissingAndEngineWanted_namesTheArtifact() {
    ClassLoader without = new FilteredClassLoader("run.endive.compiler");
    FailureAnalyzer analyzer = new MissingCompilerFailureAnalyzer(without);
    assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(EndiveEngine.class)).getAction())
        .contains("'run.endive:compiler'");
  }

  @Test
  void start_chicorysCompilerMissingAndModulesInjected_namesTheArtifact() {
    FilteredClassLoader withoutCompiler = new FilteredClassLoader("com.dylibso.chicory.compiler");
    StarterRunner.withChicory(StarterRunner.in(directory))
        .withClassLoader(withoutCompiler)
        .withUserConfiguration(NeedsChicory.class)
        .run(
            context -> {
              FailureAnalysis analysis =
                  new MissingCompilerFailureAnalyzer(withoutCompiler)
                      .analyze(context.getStartupFailure());
              assertThat(analysis.getDescription())
                  .contains(
                      "ModuleCache<dev.wasmcache.chicory.ChicoryModule>", "Chicory's compiler");
              assertThat(analysis.getAction())
                  .contains("'com.dylibso.chicory:compiler'", "'com.dylibso.chicory:runtime'");
            });
  }

  @Test
  void analyze_chicorysCompilerMissing_isLeftToOthersIfEndiveIsWanted() {
    FailureAnalyzer analyzer =
        new MissingCompilerFailureAnalyzer(new FilteredClassLoader("com.dylibso.chicory.compiler"));
    assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(ChicoryEngine.class)).getAction())
        .contains("'com.dylibso.chicory:compiler'");
    assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(EndiveEngine.class))).isNull();
  }

  @Test
  void analyze_compilerPresentOrAnotherBean_isLeftToOthers() {
    FailureAnalyzer present = new MissingCompilerFailureAnalyzer();
    assertThat(present.analyze(new NoSuchBeanDefinitionException(modulesType()))).isNull();
    FailureAnalyzer without =
        new MissingCompilerFailureAnalyzer(new FilteredClassLoader("run.endive.compiler"));
    assertThat(without.analyze(new NoSuchBeanDefinitionException(String.class))).isNull();
    assertThat(without.analyze(new NoSuchBeanDefinitionException("byName"))).isNull();
  }

  @Test
  void messageAbout_otherVersion_namesBoth() {
    assertThat(TestedEngines.messageAbout(engine("endive", "1.2.0+ab12")))
        .contains("tested with endive 1.0.0", "not with 1.2.0,");
    assertThat(TestedEngines.messageAbout(engine("chicory", "1.0.0+ab12"))).contains("1.7.5");
    assertThat(TestedEngines.messageAbout(engine("endive", "1.0.0+ab12"))).isNull();
    assertThat(TestedEngines.messageAbout(engine("other", "3"))).isNull();
  }

  @Test
  void start_testedVersion_logsNothing(CapturedOutput output) {
    StarterRunner.in(directory)
        .run(context -> assertThat(output).doesNotContain("this version is tested with"));
  }

  private static Fingerprint engine(String name, String version) {
    return new Fingerprint(name, version, Map.of(), "any", 1, 0);
  }

  private static ResolvableType modulesType() {
    return ResolvableType.forClassWithGenerics(ModuleCache.class, EndiveModule.class);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(NeedsModules.class)
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  static class NeedsModules {
    @Bean
    Object needy(ModuleCache<EndiveModule> modules) {
      return modules;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NeedsChicory {
    @Bean
    Object needy(ModuleCache<ChicoryModule> modules) {
      return modules;
    }
  }
}
