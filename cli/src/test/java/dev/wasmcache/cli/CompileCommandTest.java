package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompiledModuleRequiredException;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SignatureKeyRing;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.chicory.ChicoryModules;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.stats.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Compiles real modules with the real engines, for caches that must not compile. */
final class CompileCommandTest {

  @TempDir private Path temporary;
  private Path directory;
  private Path module;
  private String publicKey;
  private String privateKey;

  @BeforeEach
  void write() throws IOException {
    directory = temporary.resolve("cache");
    module = Files.write(temporary.resolve("mappings.wasm"), RealModules.SOURCE_MAP.bytes());
    Cli.makeKeys(temporary);
    publicKey = "builder=" + temporary.resolve("public.pem");
    privateKey = "builder=" + temporary.resolve("private.pem");
  }

  private Integrity verifying() throws IOException {
    return verifying(temporary);
  }

  static Integrity verifying(Path folder) throws IOException {
    byte[] der = derOf(folder.resolve("public.pem"));
    return Integrity.ed25519(SignatureKeyRing.builder().add("builder", der).build());
  }

  private static byte[] derOf(Path pem) throws IOException {
    String text = Files.readAllLines(pem).get(1);
    return java.util.Base64.getDecoder().decode(text);
  }

  private static CompilationCache required(Path directory, Integrity integrity) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory).build())
        .integrity(integrity)
        .mode(CacheMode.REQUIRED)
        .build();
  }

  @Test
  void compile_signedToADirectory_servesACacheThatMustNotCompile() throws IOException {
    Cli.Result result =
        Cli.run(
                "compile",
                module,
                "--directory",
                directory,
                "--public-key",
                publicKey,
                "--private-key",
                privateKey)
            .exits(0);
    assertThat(result.out())
        .contains(module + "  compiled", "1 of 1 module stored in " + directory + ", signed.");
    try (CompilationCache cache = required(directory, verifying());
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      modules.load(module);
      assertThat(modules.stats().loads(Origin.DISK)).isEqualTo(1);
    }
    JsonNode stats =
        Cli.run("stats", "--directory", directory, "--public-key", publicKey, "--json")
            .exits(0)
            .json();
    assertThat(stats.get("unreadableEntries").asInt()).isZero();
  }

  @Test
  void compile_again_findsIt() {
    Cli.run("compile", module, "--directory", directory).exits(0);
    JsonNode json = Cli.run("compile", module, "--directory", directory, "--json").exits(0).json();
    assertThat(json.get("modules").get(0).get("result").asString()).isEqualTo("present");
    assertThat(json.get("integrity").asString()).isEqualTo("crc32c");
    assertThat(json.get("compiler").asString()).isEqualTo(EndiveEngine.builder().compiler());
    assertThat(Cli.run("why", module, "--directory", directory, "--engine=endive").exits(0).out())
        .contains("not compiled");
  }

  @Test
  void compile_signedToAnArchive_isImportedWithThePublicKeyAlone() throws IOException {
    Path archive = temporary.resolve("modules.archive");
    JsonNode json =
        Cli.run(
                "compile",
                module,
                "--archive",
                archive,
                "--public-key",
                publicKey,
                "--private-key",
                privateKey,
                "--engine",
                "chicory",
                "--json")
            .exits(0)
            .json();
    assertThat(json.get("archive").get("entries").asInt()).isEqualTo(1);
    assertThat(json.get("storedIn").asString()).isEqualTo(archive.toString());
    assertThat(
            Cli.run("import", archive, "--directory", directory, "--public-key", publicKey)
                .exits(0)
                .out())
        .contains("1 entry", "stored in " + directory);
    try (CompilationCache cache = required(directory, verifying());
        ModuleCache<ChicoryModule> modules = ChicoryModules.create(cache)) {
      modules.load(module);
      assertThat(modules.stats().loads(Origin.DISK)).isEqualTo(1);
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "cache", "mappings.wasm", "modules.archive", "public.pem", "private.pem");
    }
  }

  @Test
  void compile_withAnotherKey_doesNotServe() throws IOException {
    Cli.run("compile", module, "--directory", directory).exits(0);
    try (CompilationCache cache = required(directory, verifying());
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      assertThatThrownBy(() -> modules.load(module))
          .isInstanceOf(CompiledModuleRequiredException.class);
    }
  }

  @Test
  void compile_generation_isPartOfTheKey() {
    Cli.run("compile", module, "--directory", directory, "--generation=3").exits(0);
    assertThat(Cli.run("why", module, "--directory", directory, "--engine=endive").exits(1).out())
        .contains("generation-raised");
    Cli.run("why", module, "--directory", directory, "--engine=endive", "--generation=3").exits(0);
  }

  @Test
  void compile_moduleThatTheEngineRefuses_isFoundAndTheOthersAreStored() throws IOException {
    Path refused = Files.write(temporary.resolve("jbig2.wasm"), RealModules.JBIG2.bytes());
    Path text = Files.writeString(temporary.resolve("text.wasm"), "not a module");
    Cli.Result result =
        Cli.run("compile", refused, text, module, "--directory", directory).exits(1);
    assertThat(result.out())
        .contains("1 of 3 modules stored", refused + ": ", text + ": ", "refused");
  }

  @ParameterizedTest
  @CsvSource({
    "--public-key=PUBLIC, --public-key alone cannot sign",
    "--private-key=PRIVATE, give --public-key builder=FILE too",
    "--redis=redis://localhost, Entries in Redis need keys",
    "--s3=bucket, Entries in S3 need keys",
    "--redis=nonsense --unsigned, not a Redis address",
    "--redis=redis://localhost --archive=x.archive --unsigned, 'Give one of --archive, --redis'",
    "--archive=/does/not/exist/x.archive, /does/not/exist/x.archive",
    "--engine=wasmtime, --engine",
    "--generation=-1, generation",
    "--max-functions-per-class=0, maximumFunctionsPerClass",
    "--key-prefix=a{b --redis=redis://localhost --unsigned, --key-prefix",
  })
  void compile_wrongUsage_saysWhatAndStoresNothing(String options, String message) {
    String text = options.replace("PUBLIC", publicKey).replace("PRIVATE", privateKey);
    Object[] arguments =
        ("compile " + module + " --directory " + directory + " " + text).split(" ");
    assertThat(Cli.run(arguments).exits(2).err()).contains(message);
    assertThat(directory).doesNotExist();
  }

  @Test
  void compile_fileMissing_isWrongUsageAndStoresNothing() {
    assertThat(
            Cli.run("compile", module, "/does/not/exist.wasm", "--directory", directory)
                .exits(2)
                .err())
        .contains("FILE is '/does/not/exist.wasm'");
    assertThat(directory).doesNotExist();
  }

  @Test
  void compile_storeDown_isFoundBeforeAnythingIsCompiled() {
    assertThat(
            Cli.run("compile", module, "--redis", "redis://:secret@127.0.0.1:1", "--unsigned")
                .exits(1)
                .err())
        .contains("Redis does not answer")
        .doesNotContain("secret");
  }

  @Test
  void why_unknownModule_saysSoForEachEngine() {
    Cli.fill(directory, 1);
    JsonNode json = Cli.run("why", module, "--directory", directory, "--json").exits(1).json();
    assertThat(json.get("engines").valueStream().map(engine -> engine.get("reason").asString()))
        .containsExactly("never-seen", "never-seen");
    assertThat(json.get("engines").get(1).get("engine").asString()).isEqualTo("chicory");
    assertThat(Cli.run("why", module, "--directory", directory).exits(1).out())
        .contains("endive", "never seen before");
  }

  @Test
  void why_evictedModule_saysWhen() {
    Cli.run("compile", module, "--directory", directory).exits(0);
    Cli.run("evict", "--max-size=1KB", "--directory", directory).exits(0);
    assertThat(Cli.run("why", module, "--directory", directory, "--engine=endive").exits(1).out())
        .contains("evicted: evicted from the disk tier at 20");
  }
}
