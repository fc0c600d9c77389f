package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserCacheDirectoryTest {

  @Test
  void find_linux_isBelowDotCache() {
    assertThat(UserCacheDirectory.find("Linux", Map.of(), "/home/u"))
        .contains(Path.of("/home/u/.cache/wasm-cache"));
  }

  @Test
  void find_linuxWithXdg_isThere() {
    assertThat(UserCacheDirectory.find("Linux", Map.of("XDG_CACHE_HOME", "/x"), "/home/u"))
        .contains(Path.of("/x/wasm-cache"));
  }

  @Test
  void find_linuxWithRelativeXdg_ignoresIt() {
    assertThat(UserCacheDirectory.find("Linux", Map.of("XDG_CACHE_HOME", "x"), "/home/u"))
        .contains(Path.of("/home/u/.cache/wasm-cache"));
  }

  @Test
  void find_mac_isBelowLibraryCaches() {
    assertThat(UserCacheDirectory.find("Mac OS X", Map.of("XDG_CACHE_HOME", "/x"), "/Users/u"))
        .contains(Path.of("/Users/u/Library/Caches/wasm-cache"));
  }

  @Test
  void find_windows_isBelowLocalAppData() {
    assertThat(UserCacheDirectory.find("Windows 11", Map.of("LOCALAPPDATA", "/local"), "/u"))
        .contains(Path.of("/local/wasm-cache"));
  }

  @Test
  void forKeys_always_isBesideIt() {
    assertThat(UserCacheDirectory.forKeys(Path.of("/home/u/.cache/wasm-cache")))
        .isEqualTo(Path.of("/home/u/.cache/wasm-cache-signed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "", "/"})
  void find_noHome_isEmpty(String home) {
    assertThat(UserCacheDirectory.find("Linux", Map.of(), home)).isEmpty();
  }
}
