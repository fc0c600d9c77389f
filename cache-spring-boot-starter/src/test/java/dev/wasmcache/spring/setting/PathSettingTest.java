package dev.wasmcache.spring.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.warmup.WarmUp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the text of a directory means. */
@ExtendWith(OutputCaptureExtension.class)
final class PathSettingTest {

  private static final String PROPERTY = "wasm.cache.disk.directory";

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({
    "~, ''",
    "~/, ''",
    "~/cache/a, cache/a",
    "file:~/cache, cache",
    "' ~/with space ', with space"
  })
  void A06_parse_homeOfThisUser_isExpanded(String text, String expected) {
    assertThat(PathSetting.parse(PROPERTY, text, home.toString()))
        .isEqualTo(expected.isEmpty() ? home : home.resolve(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"~other", "~other/cache", "~~", "file:~other/x"})
  void A06_parse_homeOfAnotherUser_isRefused(String text) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> PathSetting.parse(PROPERTY, text, home.toString()))
        .withMessageContainingAll(PROPERTY, "'~'", "another user", "./~name");
  }

  @Test
  void A06_parse_noHome_isRefused() {
    for (String none : new String[] {null, "?", ""}) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> PathSetting.parse(PROPERTY, "~/cache", none))
          .withMessageContaining("has no home");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "a/~, a/~",
    "./~a, ./~a",
    "cache, cache",
    // Looks like a class path location, and Spring therefore treats it as one.
    "dev/wasmcache, dev/wasmcache",
    "file:/a/b, /a/b",
    "file:///a/b%20c, /a/b c",
    "file:a, a"
  })
  void A07_parse_otherPath_isTakenAsItIs(String text, Path expected) {
    assertThat(PathSetting.parse(PROPERTY, text, home.toString())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "classpath:cache, is on the class path",
    "file://host/x, is not the URL of a file",
    "' ', is blank",
    "'a\u0000b', is not a path"
  })
  void A07_parse_noPath_namesPropertyAndRemedy(String text, String problem) {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> PathSetting.parse(PROPERTY, text, home.toString()))
        .withMessageContainingAll(PROPERTY, problem, "/var/cache/my-service");
  }

  @Test
  void A06_start_homeInEachProperty_isExpandedOrRefused(CapturedOutput output) throws Exception {
    String before = System.setProperty("user.home", home.toString());
    try {
      Files.createDirectories(home.resolve("baked/v1"));
      Files.write(home.resolve("one.wasm"), Modules.answering(1));
      StarterRunner.withDefaults()
          .withPropertyValues(
              "wasm.cache.disk.directory=~/cache",
              "wasm.cache.disk.read-only-directories=~/baked",
              "wasm.cache.warm-up.modules=file:~/*.wasm")
          .run(
              context -> {
                assertThat(context.getBean(DiskStore.class).directory())
                    .isEqualTo(home.resolve("cache").toRealPath());
                assertThat(context.getBean(DiskTier.class).layer().orElseThrow().directories())
                    .containsExactly(home.resolve("baked").toRealPath());
                assertThat(context.getBean(WarmUp.class).names()).containsExactly("one");
              });
      for (String refused :
          new String[] {
            "wasm.cache.disk.directory=~other/cache",
            "wasm.cache.disk.read-only-directories=~other",
            "wasm.cache.warm-up.modules=file:~other/*.wasm",
            "wasm.cache.warm-up.modules=~/*.wasm"
          }) {
        StarterRunner.in(home)
            .withPropertyValues(refused)
            .run(
                context ->
                    assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining(refused.substring(0, refused.indexOf('=')))
                        .hasMessageContaining("~"));
      }
    } finally {
      System.setProperty("user.home", before);
    }
    assertThat(Path.of("~")).doesNotExist();
  }

  @Test
  void A07_start_blankDirectory_isAsIfNotSet() {
    StarterRunner.in(home)
        .withPropertyValues("wasm.cache.disk.directory=", "wasm.cache.disk.enabled=false")
        .run(
            context ->
                assertThat(context.getBean(WasmCacheProperties.class).disk().directory()).isNull());
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, ANSI_X3.4-1968, ''",
    "/a/\u00e9, UTF-8, ''",
    "/a/\u00e9, ISO-8859-1, ''",
    "/a/\u00e9, ANSI_X3.4-1968, lacks some characters of this name",
    "/a/\u4e2d, ISO-8859-1, lacks some characters of this name",
    "/a/\ufffd, ANSI_X3.4-1968, part of the name could not be read",
    "/a/\u00e9, unknown-charset, ''"
  })
  void A08_problem_nameAndLocale_isFound(String name, String encoding, String problem) {
    if (problem.isEmpty()) {
      assertThat(FileNames.problem(name, encoding)).isEmpty();
    } else {
      assertThat(FileNames.problem(name, encoding).orElseThrow())
          .contains(problem, "locale", encoding, "sun.jnu.encoding");
    }
  }
}
