package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndiveLibrariesTest {

  private final Function<String, @Nullable URL> classPath =
      getClass().getClassLoader()::getResource;

  @TempDir Path directory;

  @Test
  void find_ofDifferentVersions_namesThemAll() {
    URL newer = file("pom.properties", "version=1.2.0\n");

    assertThatThrownBy(
            () ->
                EndiveLibraries.find(
                    name ->
                        name.contains("/compiler/pom.properties") ? newer : classPath.apply(name)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run.endive:wasm 1.0.0")
        .hasMessageContaining("run.endive:runtime 1.0.0")
        .hasMessageContaining("run.endive:compiler 1.2.0")
        .hasMessageContaining("the same version");
  }

  @Test
  void find_withoutVersions_stillIdentifiesTheCode() {
    EndiveLibraries shaded =
        EndiveLibraries.find(
            name -> name.endsWith("pom.properties") ? null : classPath.apply(name));

    assertThat(shaded.fingerprintedVersion())
        .isEqualTo(
            EndiveLibraries.find(classPath).fingerprintedVersion().replace("1.0.0", "unknown"));
  }

  @Test
  void find_withoutTheCompiler_saysWhatToAdd() {
    assertThatThrownBy(
            () ->
                EndiveLibraries.find(
                    name -> name.contains("MachineFactoryCompiler") ? null : classPath.apply(name)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("add run.endive:compiler");
  }

  @Test
  void find_ofClassesInADirectory_changesWithTheirBytes() {
    String one = versionWithCompilerOf("one");

    assertThat(versionWithCompilerOf("two")).isNotEqualTo(one);
    assertThat(versionWithCompilerOf("one")).isEqualTo(one);
  }

  private String versionWithCompilerOf(String code) {
    String name = "run/endive/compiler/MachineFactoryCompiler.class";
    URL changed = file(name, code);
    return EndiveLibraries.find(asked -> asked.equals(name) ? changed : classPath.apply(asked))
        .fingerprintedVersion();
  }

  private URL file(String name, String content) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content).toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
