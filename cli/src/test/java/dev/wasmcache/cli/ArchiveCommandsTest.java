package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Entries in a file, from one directory to another. */
final class ArchiveCommandsTest {

  private static final int ENTRIES = 3;

  @TempDir private Path temporary;
  private Path from;
  private Path to;
  private Path archive;
  private List<CacheKey> keys;

  @BeforeEach
  void fill() {
    from = temporary.resolve("from");
    to = temporary.resolve("to");
    archive = temporary.resolve("modules.archive");
    keys = Cli.fill(from, ENTRIES);
  }

  @Test
  void importArchive_ofAnExport_storesTheSameEntries() throws IOException {
    assertThat(Cli.run("export", archive, "--directory", from).exits(0).out())
        .contains("3 entries", "written to " + archive);
    JsonNode json = Cli.run("import", archive, "--directory", to, "--json").exits(0).json();
    assertThat(json.get("entries").asInt()).isEqualTo(ENTRIES);
    assertThat(json.get("problem").isNull()).isTrue();
    for (CacheKey key : keys) {
      assertThat(Cli.file(to, key)).hasSameBinaryContentAs(Cli.file(from, key));
    }
  }

  @Test
  void export_damagedEntry_isLeftOutAndFound() throws IOException {
    Cli.damage(from, keys.get(0));
    JsonNode json = Cli.run("export", archive, "--directory", from, "--json").exits(1).json();
    assertThat(json.get("entries").asInt()).isEqualTo(ENTRIES - 1);
    assertThat(json.get("refused").get("corrupt").asInt()).isEqualTo(1);
    Cli.run("import", archive, "--directory", to).exits(0);
  }

  @Test
  void export_engine_isAFilter() {
    JsonNode json =
        Cli.run("export", archive, "--directory", from, "--engine=endive", "--json")
            .exits(0)
            .json();
    assertThat(json.get("entries").asInt()).isZero();
  }

  @Test
  void export_folderMissing_isWrongUsage() {
    assertThat(Cli.run("export", "/does/not/exist/a", "--directory", from).exits(2).err())
        .contains("/does/not/exist/a");
    Cli.run("export", "--directory", from).exits(2);
  }

  @Test
  void importArchive_truncated_isFoundAndWhatCameBeforeIsStored() throws IOException {
    Cli.run("export", archive, "--directory", from).exits(0);
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length - 100));
    Cli.Result result = Cli.run("import", archive, "--directory", to).exits(1);
    assertThat(result.out()).contains("2 entries", "The rest was not read: ");
    Cli.run("verify", "--directory", to).exits(0);
  }

  @Test
  void importArchive_withKeys_refusesUnsignedEntries() {
    Cli.run("export", archive, "--directory", from).exits(0);
    Cli.makeKeys(temporary);
    JsonNode json =
        Cli.run(
                "import",
                archive,
                "--directory",
                to,
                "--public-key",
                "k=" + temporary.resolve("public.pem"),
                "--json")
            .exits(1)
            .json();
    assertThat(json.get("entries").asInt()).isZero();
    assertThat(json.get("refused")).isNotEmpty();
  }

  @Test
  void importArchive_overALimit_isFound() {
    Cli.run("export", archive, "--directory", from).exits(0);
    assertThat(Cli.run("import", archive, "--directory", to, "--max-entries=1").exits(1).out())
        .contains("1 entry");
    assertThat(Cli.run("import", archive, "--directory", to, "--max-entries=0").exits(2).err())
        .contains("--max-entries is 0");
  }

  @Test
  void importArchive_noArchive_isWrongUsageOrFound() throws IOException {
    assertThat(Cli.run("import", "/does/not/exist", "--directory", to).exits(2).err())
        .contains("FILE is '/does/not/exist'");
    Path other = Files.writeString(temporary.resolve("other"), "not an archive");
    assertThat(Cli.run("import", other, "--directory", to).exits(1).out())
        .contains("0 entries", "The rest was not read");
  }
}
