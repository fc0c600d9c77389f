package dev.wasmcache.spring.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.ModuleLoad;
import dev.wasmcache.admin.LiveModule;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.stats.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.metrics.StartupStep;

@ExtendWith(OutputCaptureExtension.class)
final class WarmUpTest {

  @TempDir Path directory;

  @BeforeEach
  void writeModules() throws IOException {
    Path modules = Files.createDirectory(directory.resolve("modules"));
    Files.write(modules.resolve("one.wasm"), Modules.answering(1));
    Files.write(modules.resolve("two.wasm"), Modules.answering(2));
  }

  @Test
  void start_pattern_loadsEachModuleUnderTheNameOfItsFile(CapturedOutput output) {
    runner(at("*.wasm"))
        .run(
            context -> {
              assertThat(context.getBean(WarmUp.class).names()).containsExactly("one", "two");
              assertThat(live(context)).containsOnlyKeys("one", "two");
              modules(context).load("one", () -> fail("not live"));
              assertThat(live(context).get("one").pinned()).isFalse();
            });
    assertThat(output)
        .containsPattern("warm-up 1 of 2: '(one|two)' compiled in \\d+ ms \\(file \\[.*.wasm]\\)")
        .containsPattern("warm-up 2 of 2: ")
        .containsPattern("warm-up loaded 2 of 2 modules in \\d+ ms");
  }

  @Test
  void start_second_saysThatModulesCameFromDisk(CapturedOutput output) {
    runner(at("one.wasm")).run(context -> assertThat(context).hasNotFailed());
    runner(at("one.wasm"))
        .run(context -> assertThat(live(context).get("one").origin()).isEqualTo(Origin.DISK));
    assertThat(output).contains("warm-up 1 of 1: 'one' from disk in");
  }

  @Test
  void start_namedLocation_loadsUnderThatName() {
    runner(at("one.wasm"), "decoder=" + at("two.wasm"))
        .run(context -> assertThat(live(context)).containsOnlyKeys("decoder", "one"));
  }

  @Test
  void start_classPathLocation_isFound() {
    StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.warm-up.modules=classpath:/warm/*.wasm")
        .run(context -> assertThat(live(context)).containsOnlyKeys("seven"));
  }

  @Test
  void start_moduleNamedTwice_isLoadedOnce() {
    runner(at("*.wasm"), at("one.wasm"))
        .run(context -> assertThat(context.getBean(WarmUp.class).names()).hasSize(2));
  }

  @Test
  void start_pin_keepsModulesLive() {
    runner(at("*.wasm"))
        .withPropertyValues("wasm.cache.warm-up.pin=true")
        .run(context -> assertThat(live(context).values()).allMatch(LiveModule::pinned));
  }

  @Test
  void start_noModulesNamed_loadsNothing(CapturedOutput output) {
    StarterRunner.in(directory)
        .run(
            context -> {
              assertThat(context.getBean(WarmUp.class).names()).isEmpty();
              assertThat(live(context)).isEmpty();
            });
    assertThat(output).doesNotContain("warm-up");
  }

  @Test
  void start_ownWarmUp_replacesIt() {
    WarmUp own =
        new WarmUp() {
          @Override
          public List<String> names() {
            return List.of();
          }

          @Override
          public void load(String name) {}
        };
    runner(at("missing.wasm"))
        .withBean("own", WarmUp.class, () -> own)
        .run(context -> assertThat(context.getBean(WarmUp.class)).isSameAs(own));
  }

  @Test
  void start_modules_areLiveBeforeAnythingIsStarted() {
    runner(at("*.wasm"))
        .withBean(Started.class)
        .run(context -> assertThat(context.getBean(Started.class).loadedBefore).isEqualTo(2));
  }

  private static final class Started implements SmartLifecycle {
    private final ModuleCache<EndiveModule> modules;
    private long loadedBefore = -1;

    Started(ModuleCache<EndiveModule> modules) {
      this.modules = modules;
    }

    @Override
    public void start() {
      loadedBefore = modules.stats().modules();
    }

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
      return loadedBefore >= 0;
    }

    @Override
    public int getPhase() {
      return Integer.MIN_VALUE;
    }
  }

  @Test
  void start_lazyInitialization_warmsUpAllTheSame() {
    runner(at("one.wasm"))
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withBean(
            LazyInitializationExcludeFilter.class,
            () -> LazyInitializationExcludeFilter.forBeanTypes(SmartInitializingSingleton.class))
        .run(context -> assertThat(modules(context).stats().modules()).isEqualTo(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing.wasm | is missing: there is no module at this location
          none-*.wasm  | is missing: there is no module at this location
          broken.wasm  | the module 'broken' of
          */one.wasm   | has the same name as another one
          """)
  void start_moduleMissingOrBroken_failsOrWarnsByChoice(
      String file, String problem, CapturedOutput output) throws IOException {
    Files.write(directory.resolve("modules/broken.wasm"), new byte[] {1, 2, 3});
    Path other = Files.createDirectory(directory.resolve("modules/other"));
    Files.write(other.resolve("one.wasm"), Modules.answering(3));
    ApplicationContextRunner runner = runner(at(file), at("one.wasm"));
    runner.run(
        context ->
            assertThat(context.getStartupFailure())
                .isInstanceOf(WarmUpException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("wasm.cache.warm-up.modules"));
    assertThat(warnings(output)).isEmpty();
    runner
        .withPropertyValues("wasm.cache.warm-up.on-failure=warn")
        .run(context -> assertThat(live(context)).containsKey("one"));
    assertThat(warnings(output))
        .singleElement()
        .asString()
        .contains("Wasm cache: warm-up: ", problem);
  }

  /** Returns the warnings of this project only: Spring warns of every start that fails. */
  private static Stream<String> warnings(CapturedOutput output) {
    return output.getOut().lines().filter(line -> line.contains("WARN dev.wasmcache"));
  }

  @Test
  void start_severalFailures_areAllTold() {
    runner(at("a.wasm"), at("b.wasm"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasMessageContaining("a.wasm")
                    .hasMessageContaining("b.wasm"));
  }

  @Test
  void start_nameForSeveralModules_isRefused() {
    runner("all=" + at("*.wasm"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasMessageContaining("has 2 modules, but the name 'all' is for one"));
  }

  @Test
  void start_severalEngines_needsTheNameOfTheOneToFill() {
    ApplicationContextRunner runner =
        runner(at("one.wasm"))
            .withBean(
                "texts",
                ModuleCache.class,
                () ->
                    ModuleCache.builder(new WaitingEngine(), CompilationCache.builder().build())
                        .build());
    runner.run(
        context ->
            assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("wasm.cache.warm-up.module-cache")
                .hasMessageContaining("endiveModules")
                .hasMessageContaining("texts"));
    runner
        .withPropertyValues("wasm.cache.warm-up.module-cache=texts")
        .run(
            context ->
                assertThat(context.getBean("texts", ModuleCache.class).stats().modules())
                    .isEqualTo(1));
    runner
        .withPropertyValues("wasm.cache.warm-up.module-cache=others")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("'others'"));
  }

  @Test
  void start_noEngine_saysThatNothingCanHoldModules() {
    runner(at("one.wasm"))
        .withClassLoader(new FilteredClassLoader("run.endive"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("wasm.cache.warm-up.modules")
                    .hasMessageContaining("wasm-cache-endive"));
  }

  @Test
  void start_required_listsEachModuleThatIsNotThere() {
    runner(at("one.wasm")).run(context -> assertThat(context).hasNotFailed());
    runner(at("*.wasm"))
        .withPropertyValues("wasm.cache.mode=required")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasMessageContaining("'two'")
                    .hasMessageContaining("is not in the cache, and must not be compiled")
                    .hasMessageContaining("never seen before")
                    .hasMessageNotContaining("'one'"));
  }

  @Test
  void start_timings_areStepsOfTheStartup() {
    BufferingApplicationStartup startup = new BufferingApplicationStartup(1000);
    startup.addFilter(step -> step.getName().startsWith("wasm.cache"));
    runner(at("*.wasm"))
        .withInitializer(context -> context.setApplicationStartup(startup))
        .run(context -> assertThat(context).hasNotFailed());
    List<StartupStep> steps =
        startup.getBufferedTimeline().getEvents().stream()
            .map(event -> event.getStartupStep())
            .toList();
    assertThat(steps)
        .extracting(StartupStep::getName)
        .containsExactlyInAnyOrder(
            "wasm.cache.warm-up", "wasm.cache.warm-up.module", "wasm.cache.warm-up.module");
    assertThat(steps.stream().flatMap(WarmUpTest::tags))
        .contains("modules=2", "module=one", "module=two", "result=compiled");
  }

  private static Stream<String> tags(StartupStep step) {
    return StreamSupport.stream(step.getTags().spliterator(), false)
        .map(tag -> tag.getKey() + "=" + tag.getValue());
  }

  @Test
  void load_byName_loadsOnlyThatModule() {
    runner(at("*.wasm"))
        .run(
            context -> {
              modules(context).evictAll();
              WarmUp warmUp = context.getBean(WarmUp.class);
              warmUp.load("two");
              assertThat(live(context)).containsOnlyKeys("two");
              assertThatThrownBy(() -> warmUp.load("three"))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("three");
            });
  }

  @Test
  void start_parallelism_isTheMostThatLoadAtOnce() throws IOException {
    for (int i = 3; i < 10; i++) {
      Files.write(directory.resolve("modules/m" + i + ".wasm"), Modules.answering(i));
    }
    WaitingEngine engine = new WaitingEngine();
    engine.rendezvous = new CountDownLatch(3);
    waiting(engine)
        .withPropertyValues(
            "wasm.cache.warm-up.parallelism=3", "wasm.cache.compile.max-concurrent=9")
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(engine.mostAtOnce).hasValue(3);
  }

  @Test
  void start_inTheBackground_isReadyBeforeTheModules() {
    WaitingEngine engine = new WaitingEngine();
    engine.rendezvous = new CountDownLatch(1);
    engine.loadsAreHeld = true;
    waiting(engine)
        .withPropertyValues("wasm.cache.warm-up.mode=background")
        .run(
            context -> {
              assertThat(context.getBean("texts", ModuleCache.class).stats().modules()).isZero();
              engine.release.countDown();
              await()
                  .atMost(Duration.ofSeconds(30))
                  .until(() -> context.getBean("texts", ModuleCache.class).stats().modules() == 2);
            });
  }

  @Test
  void start_brokenInTheBackground_isAnErrorInTheLog(CapturedOutput output) {
    runner(at("missing.wasm"))
        .withPropertyValues("wasm.cache.warm-up.mode=background")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              await()
                  .atMost(Duration.ofSeconds(30))
                  .until(() -> output.getOut().contains("there is no module at this location"));
            });
    assertThat(output).contains("ERROR");
  }

  @Test
  void close_whileTheBackgroundLoads_interruptsItAndLoadsNoMore(CapturedOutput output) {
    WaitingEngine engine = new WaitingEngine();
    engine.loadsAreHeld = true;
    waiting(engine)
        .withPropertyValues(
            "wasm.cache.warm-up.mode=background", "wasm.cache.warm-up.parallelism=1")
        .run(
            context ->
                await().atMost(Duration.ofSeconds(30)).until(() -> engine.running.get() == 1));
    await().atMost(Duration.ofSeconds(30)).until(() -> engine.running.get() == 0);
    assertThat(engine.interrupts).hasValue(1);
    assertThat(output).doesNotContain("ERROR");
  }

  @Test
  void start_interrupted_ends() throws InterruptedException {
    WaitingEngine engine = new WaitingEngine();
    engine.loadsAreHeld = true;
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Thread start =
        new Thread(
            () ->
                waiting(engine)
                    .run(
                        context -> {
                          failures.add(context.getStartupFailure());
                        }));
    start.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> engine.running.get() > 0);
    start.interrupt();
    start.join(30_000);
    assertThat(failures).singleElement().asString().contains("The warm-up was interrupted");
    await().atMost(Duration.ofSeconds(30)).until(() -> engine.running.get() == 0);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void start_virtualThreads_areUsed() {
    List<String> threads = new CopyOnWriteArrayList<>();
    runner(at("one.wasm"))
        .withPropertyValues("spring.threads.virtual.enabled=true")
        .withBean(
            "spy",
            ModuleListener.class,
            () -> (ModuleLoad load) -> threads.add(Thread.currentThread().toString()))
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(threads).singleElement().asString().contains("VirtualThread");
  }

  private ApplicationContextRunner runner(String... locations) {
    return StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.warm-up.modules=" + String.join(",", locations));
  }

  private ApplicationContextRunner waiting(WaitingEngine engine) {
    return runner(at("*.wasm"))
        .withPropertyValues("wasm.cache.warm-up.module-cache=texts")
        .withBean(
            "texts",
            ModuleCache.class,
            () -> ModuleCache.builder(engine, CompilationCache.builder().build()).build());
  }

  private String at(String file) {
    return "file:" + directory.resolve("modules").resolve(file);
  }

  private static Map<String, LiveModule> live(ApplicationContext context) {
    Map<String, LiveModule> live = new TreeMap<>();
    modules(context).modules().forEach(module -> live.put(module.names().get(0), module));
    return live;
  }

  @SuppressWarnings("unchecked")
  private static ModuleCache<EndiveModule> modules(ApplicationContext context) {
    return context.getBean("endiveModules", ModuleCache.class);
  }

  /** An engine whose loads wait where a test wants them to, which no real engine allows. */
  private static final class WaitingEngine implements Engine<String> {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private CountDownLatch rendezvous = new CountDownLatch(0);
    private boolean loadsAreHeld;

    @Override
    public Fingerprint fingerprint() {
      return new Fingerprint("waiting", "1", Map.of(), "any", 1, 0);
    }

    @Override
    public Artifact compile(byte[] wasm) {
      return Artifact.of(wasm);
    }

    @Override
    public String load(byte[] wasm, Artifact artifact) {
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        rendezvous.countDown();
        rendezvous.await();
        if (loadsAreHeld) {
          release.await();
        }
        return "loaded";
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } finally {
        running.decrementAndGet();
      }
    }

    @Override
    public long weight(String module) {
      return 100;
    }
  }
}
