package dev.wasmcache.sample.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** Whatever the engine throws, the caller gets the reason and the module is not kept. */
class ModuleUploadsTest {

  private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private final SampleProperties properties = properties();
  private final ModuleRegistry registry = new ModuleRegistry(properties);
  private final LoadHistory history = new LoadHistory();
  private final CompilationCache artifacts = CompilationCache.builder().memory(1 << 20).build();

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ArrayIndexOutOfBoundsException("Index 9"), 422, "Index 9"),
        Arguments.of(new NegativeArraySizeException(), 422, "NegativeArraySizeException"),
        Arguments.of(new NullPointerException(), 422, "NullPointerException"),
        Arguments.of(new StackOverflowError(), 422, "StackOverflowError"),
        Arguments.of(new VerifyError("Bad \u001b[31mtype"), 422, "VerifyError: Bad ?[31mtype"),
        Arguments.of(new AssertionError("x".repeat(10_000)), 422, "AssertionError: xxx"),
        Arguments.of(new OutOfMemoryError("Java heap space"), 507, "larger heap (-Xmx)"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void M24_add_engineThrowsAnything_saysWhyAndForgetsTheModule(
      Throwable thrown, int status, String detail) {
    ModuleCache<EndiveModule> cache = ModuleCache.builder(new Throwing(thrown), artifacts).build();
    ModuleUploads uploads = uploads(cache);

    for (int i = 0; i < 2; i++) {
      assertThatIsRefused(uploads, MODULE, status, detail);
    }

    assertThat(cache.modules()).isEmpty();
    assertThat(history.last("work#1")).isEmpty();
    assertThat(history.times("work#1")).isEmpty();
  }

  @Test
  void M12_add_moduleOfVectorInstructions_saysWhatIsNotSupported() throws IOException {
    byte[] wasm = Webjar.of("pdfjs-dist").file("wasm/jbig2.wasm").getContentAsByteArray();
    ModuleCache<EndiveModule> cache = ModuleCache.builder(EndiveEngine.create(), artifacts).build();

    assertThatIsRefused(uploads(cache), wasm, 422, "The engine rejects the module: ");
  }

  private void assertThatIsRefused(ModuleUploads uploads, byte[] wasm, int status, String detail) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> uploads.add("work", wasm))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(status);
              assertThat(problem.getBody().getDetail()).contains(detail).hasSizeLessThan(1_000);
            });
    assertThat(registry.all()).allMatch(HostedModule::shipped);
  }

  private ModuleUploads uploads(ModuleCache<EndiveModule> cache) {
    return new ModuleUploads(registry, new ModuleHost(cache, artifacts, history), properties);
  }

  private static SampleProperties properties() {
    DataSize size = DataSize.ofMegabytes(1);
    Duration time = Duration.ofSeconds(1);
    return new SampleProperties(
        new SampleProperties.Modules(size, 1, size, 10),
        new SampleProperties.Calls(time, size, 1, 1, time, size, size),
        new SampleProperties.Page(1));
  }

  /** An engine that compiles nothing. */
  private record Throwing(Throwable thrown) implements Engine<EndiveModule> {

    @Override
    public Fingerprint fingerprint() {
      return EndiveEngine.create().fingerprint();
    }

    @Override
    public Artifact compile(byte[] wasm) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }

    @Override
    public EndiveModule load(byte[] wasm, Artifact artifact) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long weight(EndiveModule module) {
      return 1;
    }
  }
}
