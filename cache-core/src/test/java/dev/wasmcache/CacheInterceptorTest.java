package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class CacheInterceptorTest {

  private static final byte[] MODULE = ToyEngine.module("f");

  private final List<String> steps = new ArrayList<>();

  @Test
  void load_miss_runsAroundEachStep() {
    assertThat(load(new Recording())).isEqualTo("f");
    assertThat(steps)
        .containsExactly(
            "load(", "read(", "MISS)", "compile(", ")", "write(", "STORED)", "COMPILED)");
  }

  @Test
  void load_interceptorFailsBefore_loadsAllTheSame() {
    CacheInterceptor failing =
        new Recording() {
          @Override
          public Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
            throw new IllegalStateException("no tracer");
          }

          @Override
          public Outcome aroundRead(Tier tier, CacheKey key, Supplier<Outcome> read) {
            throw new NoClassDefFoundError("no tracer");
          }
        };
    assertThat(load(failing)).isEqualTo("f");
  }

  @Test
  void load_interceptorFailsAfterOrAnswersSomethingElse_usesWhatTheStepAnswered() {
    CacheInterceptor failing =
        new Recording() {
          @Override
          public Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
            var unused = compile.get();
            throw new IllegalStateException("no tracer");
          }

          @Override
          public Origin aroundLoad(CompileRequest request, Supplier<Origin> load) {
            var first = load.get();
            var second = load.get();
            return Origin.SHARED;
          }
        };
    assertThat(load(failing)).isEqualTo("f");
  }

  @Test
  void load_compilerFails_throwsWhatTheCompilerThrewThroughTheInterceptor() {
    CacheInterceptor recording = new Recording();
    CompilationCache cache = CompilationCache.builder().interceptor(recording).build();
    assertThatThrownBy(
            () ->
                cache.getOrCompile(
                    Requests.of(1),
                    asked -> {
                      throw new IllegalArgumentException("not a module");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a module");
    assertThat(steps).containsExactly("compile(");
  }

  private String load(CacheInterceptor interceptor) {
    CompilationCache cache =
        CompilationCache.builder().disk(new MapStore()).interceptor(interceptor).build();
    try (ModuleCache<String> modules =
        ModuleCache.builder(new ToyEngine(), cache).interceptor(interceptor).build()) {
      return modules.load(MODULE);
    }
  }

  private class Recording implements CacheInterceptor {
    @Override
    public Outcome aroundRead(Tier tier, CacheKey key, Supplier<Outcome> read) {
      steps.add("read(");
      Outcome outcome = read.get();
      steps.add(outcome + ")");
      return outcome;
    }

    @Override
    public Outcome aroundWrite(Tier tier, CacheKey key, Supplier<Outcome> write) {
      steps.add("write(");
      Outcome outcome = write.get();
      steps.add(outcome + ")");
      return outcome;
    }

    @Override
    public Artifact aroundCompile(CompileRequest request, Supplier<Artifact> compile) {
      steps.add("compile(");
      Artifact artifact = compile.get();
      steps.add(")");
      return artifact;
    }

    @Override
    public Origin aroundLoad(CompileRequest request, Supplier<Origin> load) {
      steps.add("load(");
      Origin origin = load.get();
      steps.add(origin + ")");
      return origin;
    }
  }
}
