package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands that look at a directory or delete from it. */
final class DirectoryCommandsTest {

  private static final int ENTRIES = 3;

  @TempDir private Path temporary;
  private Path directory;
  private List<CacheKey> keys;

  @BeforeEach
  void fill() {
    directory = temporary.resolve("cache");
    keys = Cli.fill(directory, ENTRIES);
  }

  @Test
  void stats_filledDirectory_countsByEngine() {
    Cli.Result result = Cli.run("stats", "--directory", directory).exits(0);
    assertThat(result.out()).contains(directory.toString(), "Entries       3, 5.9 KB", "toy");
    JsonNode json = Cli.run("--json", "stats", "--directory", directory).exits(0).json();
    assertThat(json.get("entries").asInt()).isEqualTo(ENTRIES);
    assertThat(json.get("bytes").asInt()).isEqualTo(ENTRIES * 2000);
    assertThat(json.get("unreadableEntries").asInt()).isZero();
    assertThat(json.get("engines").get(0).get("version").asString()).isEqualTo("1.0");
    assertThat(json.get("oldest").asString()).startsWith("20");
    assertThat(json.get("files").asInt()).isGreaterThan(ENTRIES);
  }

  @Test
  void stats_signedEntriesWithoutKeys_saysThatTheyAreNotReadable() throws IOException {
    byte[] secret = new byte[32];
    secret[3] = 7;
    Path file = Files.write(temporary.resolve("secret"), Base64.getEncoder().encode(secret));
    Path signed = temporary.resolve("signed");
    Cli.fill(signed, Integrity.hmac(KeyRing.of("k1", secret)), 2);
    Cli.Result without = Cli.run("stats", "--directory", signed).exits(0);
    assertThat(without.out()).contains("Not readable  2");
    JsonNode with =
        Cli.run("stats", "--directory", signed, "--secret", "k1=" + file, "--json").exits(0).json();
    assertThat(with.get("unreadableEntries").asInt()).isZero();
    assertThat(with.get("bytes").asInt()).isEqualTo(4000);
  }

  @Test
  void list_filledDirectory_showsKeysInOrder() {
    JsonNode json = Cli.run("list", "--directory", directory, "--json").exits(0).json();
    assertThat(json.get("entries").valueStream().map(entry -> entry.get("key").asString()))
        .containsExactlyElementsOf(keys.stream().map(CacheKey::toHex).toList());
    assertThat(json.get("entries").get(0).get("engine").asString()).isEqualTo("toy");
    String out = Cli.run("list", "--directory", directory, "--full-keys").exits(0).out();
    assertThat(out.lines()).hasSize(ENTRIES + 1).first().asString().startsWith("KEY");
    assertThat(out).contains(keys.get(2).toHex());
  }

  @Test
  void list_limitAndEngine_narrowIt() {
    JsonNode json = Cli.run("list", "--directory", directory, "--json", "--limit=1").json();
    assertThat(json.get("entries")).hasSize(1);
    assertThat(json.get("omitted").asInt()).isEqualTo(2);
    assertThat(Cli.run("list", "--directory", directory, "--engine=endive").exits(0).out())
        .contains("There is no such entry");
  }

  @Test
  void show_keyOrItsFirstDigits_showsTheHeader() {
    String key = keys.get(1).toHex();
    Cli.Result result = Cli.run("show", key.substring(0, 12), "--directory", directory).exits(0);
    assertThat(result.out())
        .contains(key, "2.0 KB", "toy 1.0", "Option        a = b", "State         verified");
    JsonNode json = Cli.run("show", key, "--directory", directory, "--json").exits(0).json();
    assertThat(json.get("outcome").asString()).isEqualTo("hit");
    assertThat(json.get("options").get("a").asString()).isEqualTo("b");
  }

  @Test
  void show_unknownKey_isFound() {
    Cli.Result result = Cli.run("show", "0".repeat(64), "--directory", directory).exits(1);
    assertThat(result.out()).contains("No entry in " + directory);
    JsonNode json = Cli.run("show", "0".repeat(64), "--directory", directory, "--json").json();
    assertThat(json.get("outcome").asString()).isEqualTo("miss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "xyz01", "../../etc"})
  void show_noKey_isWrongUsage(String text) {
    assertThat(Cli.run("show", text, "--directory", directory).exits(2).err())
        .contains("KEY is '" + text + "'", "64 hexadecimal digits");
  }

  @Test
  void verify_intactDirectory_isFine() {
    assertThat(Cli.run("verify", "--directory", directory).exits(0).out())
        .contains("3 entries verified, 0 refused.");
  }

  @Test
  void verify_damagedEntry_isFoundAndKept() throws IOException {
    Cli.damage(directory, keys.get(0));
    Map<Path, String> before = Cli.state(directory);
    assertThat(Cli.run("verify", "--directory", directory).exits(1).out())
        .contains(keys.get(0) + "  damaged", "2 entries verified, 1 refused.");
    JsonNode json = Cli.run("verify", "--directory", directory, "--json").exits(1).json();
    assertThat(json.get("verified").asInt()).isEqualTo(2);
    assertThat(json.get("refused").get(0).get("outcome").asString()).isEqualTo("corrupt");
    assertThat(Cli.state(directory)).isEqualTo(before);
    assertThat(Cli.run("show", keys.get(0), "--directory", directory).exits(1).out())
        .contains("damaged");
  }

  @Test
  void evict_key_deletesThatEntryAlone() {
    assertThat(Cli.run("evict", keys.get(0), "--directory", directory).exits(0).out())
        .contains("1 entry deleted, 2 left.");
    JsonNode json =
        Cli.run("evict", keys.get(0), keys.get(1), "--directory", directory, "--json")
            .exits(1)
            .json();
    assertThat(json.get("deleted").asInt()).isEqualTo(1);
    assertThat(json.get("missing").get(0).asString()).isEqualTo(keys.get(0).toHex());
  }

  @Test
  void evict_damaged_deletesDamagedEntriesAlone() throws IOException {
    Cli.damage(directory, keys.get(2));
    assertThat(Cli.run("evict", "--damaged", "--directory", directory).exits(0).out())
        .contains("1 entry deleted, 2 left.");
    Cli.run("verify", "--directory", directory).exits(0);
  }

  @Test
  void evict_damagedWithKeysOfOthers_deletesNothing() throws IOException {
    byte[] secret = new byte[32];
    secret[3] = 7;
    Path file = Files.write(temporary.resolve("secret"), Base64.getEncoder().encode(secret));
    assertThat(
            Cli.run("evict", "--damaged", "--directory", directory, "--secret", "k1=" + file)
                .exits(0)
                .out())
        .contains("0 entries deleted, 3 left.");
  }

  @Test
  void evict_maxIdle_deletesWhatIsOlderAndNothingForItsSize() throws IOException {
    // Idle is measured against the latest use of any entry.
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(9)));
    Files.setLastModifiedTime(Cli.file(directory, keys.get(0)), old);
    assertThat(Cli.run("evict", "--max-idle", "7d", "--directory", directory).exits(0).out())
        .contains("1 entry deleted, 2 left.");
  }

  @Test
  void evict_maxSize_leavesWhatFits() {
    JsonNode json =
        Cli.run("evict", "--max-size", "8KB", "--directory", directory, "--json").exits(0).json();
    assertThat(json.get("left").asInt()).isLessThan(ENTRIES);
  }

  @Test
  void evict_nothingNamed_isWrongUsage() {
    assertThat(Cli.run("evict", "--directory", directory).exits(2).err())
        .contains("KEY, --damaged, --max-size or --max-idle");
    assertThat(Cli.run("evict", "--max-size=lots", "--directory", directory).exits(2).err())
        .contains("--max-size", "'lots' is not a size", "512MB");
    assertThat(Cli.run("evict", "--max-idle=0d", "--directory", directory).exits(2).err())
        .contains("--max-idle", "'0d' is not a time", "30d");
  }

  @Test
  void clear_foreignFiles_deletesEntriesAlone() throws IOException {
    Path foreign = Files.writeString(directory.resolve("notes.txt"), "mine");
    Path inside = Files.writeString(directory.resolve("v1/notes.txt"), "mine");
    Cli.run("verify", "--directory", directory).exits(0);
    JsonNode json = Cli.run("clear", "--directory", directory, "--json").exits(0).json();
    assertThat(json.get("deleted").asInt()).isEqualTo(ENTRIES);
    assertThat(foreign).exists();
    assertThat(inside).exists();
    assertThat(Cli.run("clear", "--directory", directory).exits(0).out())
        .contains("0 entries deleted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stats", "list", "verify", "clear", "show abcd", "evict abcd"})
  void command_missingDirectory_isWrongUsageAndCreatesNothing(String command) {
    Path missing = temporary.resolve("missing");
    Object[] arguments = (command + " --directory " + missing).split(" ");
    assertThat(Cli.run(arguments).exits(2).err())
        .contains("There is no directory " + missing, "--directory");
    assertThat(missing).doesNotExist();
  }

  @Test
  void command_directoryOfAnotherKind_isWrongUsageAndChangesNothing() throws IOException {
    Path other = Files.createDirectory(temporary.resolve("other"));
    Files.writeString(other.resolve("file"), "x");
    Map<Path, String> before = Cli.state(other);
    assertThat(Cli.run("stats", "--directory", other).exits(2).err())
        .contains(other.toString(), "has no 'v1'", "--directory");
    assertThat(Cli.state(other)).isEqualTo(before);
  }

  @Test
  void command_fileInPlaceOfADirectory_isWrongUsage() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertThat(Cli.run("stats", "--directory", file).exits(2).err())
        .contains("There is no directory " + file);
  }
}
