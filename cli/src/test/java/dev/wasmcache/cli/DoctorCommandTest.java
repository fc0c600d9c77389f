package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Requirement;
import dev.wasmcache.endive.EndiveEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is wrong with a host, and what to do about it. */
final class DoctorCommandTest {

  @TempDir private Path temporary;
  private Path directory;
  private List<CacheKey> keys;

  @BeforeEach
  void fill() {
    directory = temporary.resolve("cache");
    keys = Cli.fill(directory, 2);
  }

  /** Returns the status of each check, and of one also what was found and the remedy. */
  private static Map<String, String> checks(Cli.Result result) {
    Map<String, String> checks = new TreeMap<>();
    for (JsonNode check : result.json().get("checks")) {
      checks.put(
          check.get("name").asString(),
          check.get("status").asString()
              + ": "
              + check.get("found").asString()
              + " -> "
              + check.get("remedy").asString());
    }
    return checks;
  }

  @Test
  void doctor_directoryOfThisUser_findsNothing() {
    Cli.Result result = Cli.run("doctor", "--directory", directory).exits(0);
    assertThat(result.out())
        .contains("ok      location", directory + " (--directory)", "All is well.")
        .contains(EndiveEngine.create().fingerprint().engineVersion() + ", 0 entries");
    JsonNode json = Cli.run("doctor", "--directory", directory, "--json").exits(0).json();
    assertThat(json.get("ok").asBoolean()).isTrue();
    assertThat(checks(Cli.run("doctor", "--directory", directory, "--json")))
        .containsOnlyKeys(
            "location", "trust", "permissions", "space", "clock", "endive", "chicory", "entries");
  }

  @Test
  void doctor_missingDirectory_saysThatItWillBeCreatedAndDoesNot() {
    Path missing = temporary.resolve("a/b/missing");
    assertThat(Cli.run("doctor", "--directory", missing).exits(0).out())
        .contains("note    location", "does not exist", "The first application");
    assertThat(temporary.resolve("a")).doesNotExist();
  }

  @Test
  void doctor_writableByOthers_saysHowToFixIt() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Map<String, String> checks =
        checks(Cli.run("doctor", "--directory", directory, "--json").exits(1));
    assertThat(checks.get("trust"))
        .startsWith("problem: ")
        .contains("users other than its owner can write it", "chmod 700");
    assertThat(checks.get("permissions")).contains("rwxrwxrwx");
  }

  @Test
  void doctor_parentWritableByOthers_namesTheOptionThatAcceptsIt() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (String name : new String[] {"cache", "missing"}) {
      Path below = open.resolve(name);
      if (name.equals("cache")) {
        Files.createDirectory(
            below,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      assertThat(checks(Cli.run("doctor", "--directory", below, "--json").exits(1)).get("trust"))
          .as(name)
          .contains("every user can write a directory above it", "--trust-parents");
      assertThat(
              checks(Cli.run("doctor", "--directory", below, "--trust-parents", "--json"))
                  .get("trust"))
          .as(name)
          .startsWith("ok");
    }
  }

  @Test
  void doctor_directoryOfAnotherUser_namesBoth() throws IOException {
    Requirement.root();
    Files.setOwner(
        directory,
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    Map<String, String> checks =
        checks(Cli.run("doctor", "--directory", directory, "--json").exits(1));
    assertThat(checks.get("trust")).startsWith("problem").contains("'nobody'", "'root'");
    assertThat(checks.get("permissions")).contains("owner nobody");
  }

  @Test
  void doctor_fileInPlaceOfADirectory_isAProblem() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    for (Path path : new Path[] {file, file.resolve("below")}) {
      assertThat(checks(Cli.run("doctor", "--directory", path, "--json").exits(1)).get("trust"))
          .startsWith("problem");
    }
  }

  @Test
  void doctor_littleSpace_saysThatNothingIsWritten() {
    String space =
        checks(
                Cli.run("doctor", "--directory", directory, "--min-free-space=900TB", "--json")
                    .exits(1))
            .get("space");
    assertThat(space).startsWith("problem").contains("nothing is written", "--min-free-space");
  }

  @Test
  void doctor_damagedEntry_saysHowToDeleteIt() throws IOException {
    Path file = Cli.file(directory, keys.get(0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[40] ^= 1; // in the header
    Files.write(file, bytes);
    String entries =
        checks(Cli.run("doctor", "--directory", directory, "--json").exits(1)).get("entries");
    assertThat(entries).startsWith("problem").contains("1 entry accepted", "evict --damaged");
  }

  @Test
  void doctor_unsignedEntriesWithKeys_saysThatTheyAreRefused() {
    Cli.makeKeys(temporary);
    String entries =
        checks(
                Cli.run(
                        "doctor",
                        "--directory",
                        directory,
                        "--public-key",
                        "k=" + temporary.resolve("public.pem"),
                        "--json")
                    .exits(1))
            .get("entries");
    assertThat(entries).startsWith("problem").contains("0 entries accepted", "keys");
  }
}
