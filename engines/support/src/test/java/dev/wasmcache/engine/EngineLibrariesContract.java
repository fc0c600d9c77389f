package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The identity of an engine's libraries. */
public abstract class EngineLibrariesContract {

  private final EngineFamily family;
  private final String group;
  private final String version;

  @TempDir Path directory;

  /**
   * @param group the group id of the libraries
   * @param version the version of the libraries on the tests' class path
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fingerprintedVersion_ofDifferentVersions_namesThemAll(boolean inAJar) throws IOException {
    Repackaging repackaging = new Repackaging(jars());
    repackaging.add("META-INF/maven/" + group + "/compiler/pom.properties", "version=99\n");
    Path place =
        inAJar
            ? repackaging.jar(directory.resolve("all.jar"), "")
            : repackaging.directory(directory.resolve("all"));

    assertThatThrownBy(() -> fingerprintedVersionAt(place))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(group + ":wasm " + version)
        .hasMessageContaining(group + ":runtime " + version)
        .hasMessageContaining(group + ":compiler 99")
        .hasMessageContaining("the same version");
  }

  @Test
  void E04_fingerprintedVersion_withoutTheFilesOfTheBuild_isTheSame() throws IOException {
    Repackaging repackaging = new Repackaging(jars()).without("pom.properties");

    assertThat(fingerprintedVersionAt(repackaging.jar(directory.resolve("all.jar"), "")))
        .isEqualTo(unchanged());
    assertThat(fingerprintedVersionAt(repackaging.directory(directory.resolve("all"))))
        .isEqualTo(unchanged());
  }

  @Test
  void E05_fingerprintedVersion_ofClassesInADirectory_isTheSame() throws IOException {
    assertThat(fingerprintedVersionAt(new Repackaging(jars()).directory(directory)))
        .isEqualTo(unchanged());
  }

  @Test
  void E06_fingerprintedVersion_ofOneJarWithOtherLibraries_isTheSame() throws IOException {
    Repackaging repackaging = new Repackaging(jars());
    repackaging.add("org/objectweb/asm/util/CheckClassAdapter.class", "of a further library");
    repackaging.add(group.replace('.', '/') + "/wasi/WasiPreview1.class", "of another");

    assertThat(fingerprintedVersionAt(repackaging.jar(directory.resolve("all.jar"), "")))
        .isEqualTo(unchanged());
    assertThat(fingerprintedVersionAt(repackaging.jar(directory.resolve("run.jar"), "#!/bin/sh\n")))
        .isEqualTo(unchanged());
  }

  @Test
  void E07_fingerprintedVersion_ofAPatchedClass_differsInEachPackaging() throws IOException {
    for (String patched :
        List.of(
            group.replace('.', '/') + "/compiler/internal/Shaded.class",
            group.replace('.', '/') + "/runtime/internal/Added.class",
            "org/objectweb/asm/ByteVector.class")) {
      Repackaging repackaging = new Repackaging(jars());
      repackaging.add(patched, "patched");
      Path classes = directory.resolve(patched.replace('/', '-'));

      String inAJar = fingerprintedVersionAt(repackaging.jar(directory.resolve("all.jar"), ""));

      assertThat(inAJar).startsWith(version + "+").isNotEqualTo(unchanged());
      assertThat(fingerprintedVersionAt(repackaging.directory(classes))).isEqualTo(inAJar);
    }
  }

  /** The resources that an application finds where the libraries are repackaged. */
  private String fingerprintedVersionAt(Path place) throws IOException {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {place.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      return family.fingerprintedVersion(loader);
    }
  }

  private String unchanged() {
    return fingerprintedVersion((name, found) -> found);
  }

  /** The JARs of the libraries, as the build has them on its class path. */
  private List<Path> jars() {
    String packages = group.replace('.', '/');
    return Stream.of(
            packages + "/wasm/Parser.class",
            packages + "/runtime/Instance.class",
            packages + "/compiler/MachineFactoryCompiler.class",
            "org/objectweb/asm/ClassWriter.class",
            "org/objectweb/asm/commons/ClassRemapper.class")
        .map(name -> ClassPathDigest.jarFile(getClass().getClassLoader().getResource(name)))
        .toList();
  }

  @Test
  void fingerprintedVersion_withACompilerElsewhere_isThatOfBothTogether() throws IOException {
    String compiler = libraries(changed((name, found) -> found)).compilerOf();
    assertThat(compiler).startsWith(version + "+").isNotEqualTo(unchanged());
    assertThat(
            libraries(changed((name, found) -> name.matches(".*/(compiler|asm)/.*") ? null : found))
                .fingerprintedVersion(compiler))
        .isEqualTo(unchanged());
    Repackaging patched = new Repackaging(jars());
    patched.add(group.replace('.', '/') + "/runtime/internal/Added.class", "patched");
    Path classes = patched.directory(directory.resolve("patched"));
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      assertThat(libraries(loader).fingerprintedVersion(compiler)).isNotEqualTo(unchanged());
      assertThat(libraries(loader).compilerOf()).isEqualTo(compiler);
    }
  }

  @Test
  void fingerprintedVersion_withACompilerOfAnotherVersion_isRefused() {
    String compiler = libraries(changed((name, found) -> found)).compilerOf();
    assertThatThrownBy(
            () -> libraries(changed((name, found) -> found)).fingerprintedVersion("99" + compiler))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the compiler is 99" + version)
        .hasMessageContaining(group + ":runtime " + version);
    for (String text : new String[] {"", "+", version, version + "+12", "+0123456789abcdef"}) {
      assertThatThrownBy(
              () -> libraries(changed((name, found) -> found)).fingerprintedVersion(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not identify a compiler");
    }
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

  /** The class path with the function's changes. */
  private String fingerprintedVersion(BiFunction<String, URL, @Nullable URL> change) {
    return family.fingerprintedVersion(changed(change));
  }

  private EngineLibraries libraries(ClassLoader classPath) {
    return new EngineLibraries(family, classPath);
  }

  private ClassLoader changed(BiFunction<String, URL, @Nullable URL> change) {
    return new ClassLoader(getClass().getClassLoader()) {
      @Override
      public @Nullable URL getResource(String name) {
        return change.apply(name, super.getResource(name));
      }
    };
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
