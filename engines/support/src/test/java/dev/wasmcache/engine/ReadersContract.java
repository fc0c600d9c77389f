package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What this library reads of emptied modules and of bodies is what the engine's parser makes of
 * them: every section of every module, and every instruction of every function, with depth, labels
 * and scope. Hints of the validator are compared when a module is compiled.
 */
public abstract class ReadersContract<M> {

  private final TestedEngine<M> tested;

  protected ReadersContract(TestedEngine<M> tested) {
    this.tested = tested;
  }

  @ParameterizedTest
  @EnumSource
  void read_ofRealModule_isWhatTheEnginesParserMakes(RealModules real) {
    assertThat(tested.readOtherwise(real.bytes())).isEmpty();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dev.wasmcache.engine.FurtherModules#files")
  void read_ofFurtherModule_isWhatTheEnginesParserMakes(Path file) throws IOException {
    assertThat(tested.readOtherwise(Files.readAllBytes(file))).isEmpty();
  }

  @Test
  void read_ofModuleOfEverySection_isWhatTheEnginesParserMakesOrRefused() {
    assertThat(tested.readOtherwise(ModuleOfEverything.bytes()))
        .allMatch(difference -> difference.startsWith("refused"));
  }
}
