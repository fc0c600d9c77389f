package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompiledModuleRequiredException;
import dev.wasmcache.Integrity;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.TierAccess;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.S3Server;
import dev.wasmcache.stats.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A build compiles, signs and uploads to a real server; services that must not compile, and know
 * the public key alone, are served from it.
 */
final class SharedStoreTest {

  @TempDir private Path temporary;
  private Path module;
  private Path second;

  @BeforeEach
  void write() throws IOException {
    module = Files.write(temporary.resolve("mappings.wasm"), RealModules.SOURCE_MAP.bytes());
    second = Files.write(temporary.resolve("qcms.wasm"), RealModules.QCMS.bytes());
    Cli.makeKeys(temporary);
  }

  @Test
  void compile_toRedis_servesTwoServicesThatMustNotCompile() throws IOException {
    try (RedisServer server = RedisServer.start()) {
      compileAndServe(
          List.of("--redis", server.uri()), () -> RedisStore.builder(server.uri()).build());
      serveWithoutCompiler(server.uri());
    }
  }

  @Test
  void compile_toS3_servesTwoServicesThatMustNotCompile() throws IOException {
    S3Server server = S3Server.s3proxy();
    String endpoint = "http://127.0.0.1:" + server.port();
    // As the variables of the environment, which a test cannot set.
    System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
    try {
      compileAndServe(
          List.of("--s3", S3Server.BUCKET, "--s3-endpoint", endpoint, "--s3-path-style"),
          () ->
              S3Store.builder(S3Server.BUCKET)
                  .endpoint(URI.create(endpoint))
                  .pathStyle(true)
                  .build());
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  private void compileAndServe(List<String> place, Supplier<ArtifactStore> store)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("compile", module, second, "--json"));
    arguments.addAll(place);
    arguments.addAll(
        List.of(
            "--public-key",
            "builder=" + temporary.resolve("public.pem"),
            "--private-key",
            "builder=" + temporary.resolve("private.pem")));
    assertThat(results(Cli.run(arguments.toArray()).exits(0)))
        .containsExactly("compiled", "compiled");
    Cli.Result again = Cli.run(arguments.toArray()).exits(0);
    assertThat(results(again)).containsExactly("present", "present");
    assertCompressed(again.json(), store.get());
    Integrity verifying = CompileCommandTest.verifying(temporary);
    serve("one", verifying, store.get());
    serve("two", verifying, store.get());
    // Without the key, nothing is accepted: it is the signature that counts.
    Path other = Files.createDirectory(temporary.resolve("other"));
    Cli.makeKeys(other);
    try (CompilationCache cache = cache("three", CompileCommandTest.verifying(other), store.get());
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      assertThatThrownBy(() -> modules.load(module))
          .isInstanceOf(CompiledModuleRequiredException.class);
    }
  }

  private static void assertCompressed(JsonNode compiled, ArtifactStore store) throws IOException {
    try (store) {
      for (JsonNode each : compiled.get("modules")) {
        try (StoredEntry entry =
            store.get(CacheKey.parse(each.get("key").asString())).orElseThrow()) {
          assertThat(entry.content().readNBytes(8)).asString().isEqualTo("WASMCACZ");
          assertThat(entry.size()).isLessThan(each.get("bytes").asLong() / 2);
        }
      }
    }
  }

  /** Two services, as processes whose class path has the engine's runtime, but not its compiler. */
  private void serveWithoutCompiler(String redis) throws IOException {
    String compiler = EndiveEngine.builder().compiler();
    for (String name : new String[] {"four", "five"}) {
      assertThat(RequiredService.run(redis, compiler, temporary, name, module, second))
          .isEqualTo("2 shared, 0 compiled, compiler absent");
    }
    assertThat(RequiredService.run(redis, "1.0.0+0123456789abcdef", temporary, "six", module))
        .contains("CompiledModuleRequiredException");
    assertThat(RequiredService.run(redis, "0.9" + compiler, temporary, "seven", module))
        .contains("work only together in one version");
  }

  private static List<String> results(Cli.Result result) {
    JsonNode json = result.json();
    assertThat(json.get("integrity").asString()).isEqualTo("ed25519");
    return json.get("modules").valueStream().map(each -> each.get("result").asString()).toList();
  }

  private CompilationCache cache(String name, Integrity integrity, ArtifactStore store) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(temporary.resolve(name)).build())
        .shared(SharedTier.builder(store).access(TierAccess.READ_ONLY).build())
        .integrity(integrity)
        .mode(CacheMode.REQUIRED)
        .build();
  }

  private void serve(String name, Integrity integrity, ArtifactStore store) {
    try (CompilationCache cache = cache(name, integrity, store);
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      assertThat(modules.load(module).machineFactory()).isNotNull();
      modules.load(second);
      assertThat(modules.stats().loads(Origin.SHARED)).as(name).isEqualTo(2);
      assertThat(modules.stats().loads(Origin.COMPILED)).as(name).isZero();
    }
  }
}
