package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.engine.RealModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands beside applications that use the same directory. */
final class ReadOnlyTest {

  @TempDir private Path temporary;
  private Path directory;
  private List<CacheKey> keys;

  @BeforeEach
  void fill() throws IOException {
    directory = temporary.resolve("cache");
    keys = Cli.fill(directory, 3);
    Cli.damage(directory, keys.get(1));
    Files.write(temporary.resolve("m.wasm"), RealModules.SOURCE_MAP.bytes());
  }

  private Cli.Result run(String command) {
    String text =
        command.replace("KEY", keys.get(1).toHex()).replace("FILE", temporary + "/m.wasm");
    return Cli.run((Object[]) (text + " --directory " + directory).split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stats", "list", "show KEY", "why FILE", "verify", "doctor", "export FILE"})
  void command_thatLooks_changesNothing(String command) throws IOException {
    // Even where an application would write: the tag of the directory is missing.
    Files.delete(directory.resolve("CACHEDIR.TAG"));
    Map<Path, String> before = Cli.state(directory);
    assertThat(run(command).exitCode()).isNotEqualTo(2);
    assertThat(Cli.state(directory)).isEqualTo(before);
  }

  @Test
  void command_whileAnApplicationUsesTheDirectory_disturbsNeither() {
    try (CompilationCache application =
        CompilationCache.builder().disk(DiskStore.builder(directory).build()).build()) {
      assertThat(application.get(keys.get(0))).isPresent();
      for (String command : new String[] {"stats", "list", "verify", "doctor"}) {
        assertThat(run(command).exitCode()).as(command).isNotEqualTo(2);
        assertThat(application.get(keys.get(2))).isPresent();
      }
      run("evict KEY").exits(0);
      run("clear").exits(0);
      assertThat(application.get(keys.get(0))).isEmpty();
      Cli.fill(directory, 3);
      assertThat(application.get(keys.get(0))).isPresent();
      run("verify").exits(0);
    }
  }
}
