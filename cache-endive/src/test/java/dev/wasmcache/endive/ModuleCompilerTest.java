package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.endive.compiler.Cache;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.wasm.Parser;

class ModuleCompilerTest {

  private static final int[] V128_CONST_ZERO = {
    0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int DROP = 0x1a;

  /** The compiler's internal entrance must go on to do what the public one does. */
  @ParameterizedTest
  @EnumSource(names = {"SOURCE_MAP", "AMMO"})
  void compile_ofRealModule_makesTheClassesOfThePublicCompiler(RealModules real)
      throws IOException {
    byte[] wasm = real.bytes();
    Map<String, ByteBuffer> expected = publicClasses(wasm);

    assertThat(compiler(Set.of()).compile(wasm).classes()).isEqualTo(expected);
  }

  @Test
  void compile_withEverythingCompiled_emptiesTheModule() {
    byte[] wasm = RealModules.AMMO.bytes();

    Bundle bundle = compiler(Set.of()).compile(wasm);

    assertThat(bundle.info().form()).isEqualTo(ModuleForm.EMPTIED);
    assertThat(bundle.module()).hasSizeLessThan(wasm.length / 10);
    assertThat(Parser.parse(bundle.module()).exportSection())
        .isEqualTo(Parser.parse(wasm).exportSection());
  }

  @Test
  void compile_withFunctionTooLarge_saysWhichAndKeepsItsBody() {
    byte[] wasm = RealModules.RHINO3DM.bytes();

    Bundle bundle = compiler(Set.of()).compile(wasm);

    assertThat(bundle.info().interpretedFunctions()).containsExactly(4818);
    assertThat(bundle.info().form()).isEqualTo(ModuleForm.EMPTIED);
  }

  @Test
  void compile_withInterpretedTailCall_keepsTheModuleWhole() {
    byte[] wasm = TinyModule.callingEachOther(TinyModule.RETURN_CALL).bytes();

    Bundle bundle = compiler(Set.of(0)).compile(wasm);

    assertThat(bundle.info().form()).isEqualTo(ModuleForm.WHOLE);
    assertThat(bundle.module()).isEqualTo(wasm);
  }

  @Test
  void compile_withInterpretedInstructionThatNeedsAHint_hasTheModuleValidated() {
    int[] instructions = Arrays.copyOf(V128_CONST_ZERO, V128_CONST_ZERO.length + 3);
    instructions[V128_CONST_ZERO.length] = DROP;
    instructions[V128_CONST_ZERO.length + 1] = TinyModule.LOCAL_GET;
    byte[] wasm = new TinyModule().function(instructions).bytes();

    Bundle bundle = compiler(Set.of(0)).compile(wasm);

    assertThat(bundle.info().form()).isEqualTo(ModuleForm.VALIDATED);
  }

  private static ModuleCompiler compiler(Set<Integer> interpreted) {
    return new ModuleCompiler(new EndiveOptions(null, 0, null, interpreted, false));
  }

  private static Map<String, ByteBuffer> publicClasses(byte[] wasm) throws IOException {
    Captured captured = new Captured();
    MachineFactoryCompiler.builder(Parser.parse(wasm)).withCache(captured).compile();
    Map<String, ByteBuffer> classes = new TreeMap<>();
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(captured.jar))) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        if (entry.getName().endsWith(".class")) {
          String name = entry.getName().replace(".class", "").replace('/', '.');
          classes.put(name, ByteBuffer.wrap(jar.readAllBytes()));
        }
      }
    }
    return classes;
  }

  private static final class Captured implements Cache {
    private byte[] jar = {};

    @Override
    public byte[] get(String key) {
      return null;
    }

    @Override
    public void putIfAbsent(String key, byte[] data) {
      jar = data;
    }
  }
}
