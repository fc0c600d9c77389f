package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found out of an engine's libraries. */
public abstract class EngineLibrariesContract {

  private final EngineFamily family;
  private final String group;
  private final String version;

  @TempDir Path directory;

  /**
   * @param group the group of the libraries
   * @param version the version of them that the tests run with
   */
  protected EngineLibrariesContract(EngineFamily family, String group, String version) {
    this.family = family;
    this.group = group;
    this.version = version;
  }

  @Test
  void fingerprintedVersion_always_beginsWithTheVersion() {
    assertThat(fingerprintedVersion((name, found) -> found)).startsWith(version + "+");
  }

  @Test
  void fingerprintedVersion_ofDifferentVersions_namesThemAll() {
    URL newer = file("pom.properties", "version=99\n");

    assertThatThrownBy(
            () ->
                fingerprintedVersion(
                    (name, found) -> name.contains("/compiler/pom.properties") ? newer : found))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(group + ":wasm " + version)
        .hasMessageContaining(group + ":runtime " + version)
        .hasMessageContaining(group + ":compiler 99")
        .hasMessageContaining("the same version");
  }

  @Test
  void fingerprintedVersion_withoutVersions_stillIdentifiesTheCode() {
    String shaded =
        fingerprintedVersion((name, found) -> name.endsWith("pom.properties") ? null : found);

    assertThat(shaded)
        .isEqualTo(fingerprintedVersion((name, found) -> found).replace(version + "+", "unknown+"));
  }

  @Test
  void fingerprintedVersion_withoutTheCompiler_saysWhatToAdd() {
    assertThatThrownBy(
            () ->
                fingerprintedVersion(
                    (name, found) -> name.contains("MachineFactoryCompiler") ? null : found))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("add " + group + ":compiler");
  }

  @Test
  void fingerprintedVersion_ofClassesInADirectory_changesWithTheirBytes() {
    String one = versionWithCompilerOf("one");

    assertThat(versionWithCompilerOf("two")).isNotEqualTo(one);
    assertThat(versionWithCompilerOf("one")).isEqualTo(one);
  }

  private String versionWithCompilerOf(String code) {
    String name = group.replace('.', '/') + "/compiler/MachineFactoryCompiler.class";
    URL changed = file(name, code);
    return fingerprintedVersion((asked, found) -> asked.equals(name) ? changed : found);
  }

  /** Looks at the class path as the function changes it. */
  private String fingerprintedVersion(BiFunction<String, URL, @Nullable URL> change) {
    return family.fingerprintedVersion(
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          public @Nullable URL getResource(String name) {
            return change.apply(name, super.getResource(name));
          }
        });
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
