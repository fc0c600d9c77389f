package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.Integrity;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command in this process. */
final class Cli {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What a command has written, and its exit code. */
  record Result(int exitCode, String out, String err) {

    /** Returns the only JSON object on standard output. */
    JsonNode json() {
      assertThat(out.strip()).doesNotContain("\n");
      return JSON.readTree(out);
    }

    Result exits(int expected) {
      assertThat(exitCode).as("%s%n%s", out, err).isEqualTo(expected);
      // A stack trace is for --verbose.
      assertThat(err).doesNotContain("\tat ");
      return this;
    }
  }

  private Cli() {}

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    int exitCode =
        new WasmCacheCommandLine(new PrintWriter(out), new PrintWriter(err, true)).execute(texts);
    return new Result(exitCode, out.toString(), err.toString());
  }

  static JsonNode parse(String json) {
    return JSON.readTree(json);
  }

  /** Stores small artifacts, as an application does; returns their keys in ascending order. */
  static List<CacheKey> fill(Path directory, Integrity integrity, int entries) {
    List<CacheKey> keys = new ArrayList<>();
    try (CompilationCache cache =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory).build())
            .integrity(integrity)
            .build()) {
      Fingerprint fingerprint = new Fingerprint("toy", "1.0", Map.of("a", "b"), "any", 1, 0);
      for (int i = 0; i < entries; i++) {
        byte[] module = {0, (byte) i};
        CompileRequest request = CompileRequest.of(module, fingerprint);
        Artifact unused =
            cache.getOrCompile(
                request,
                each ->
                    Artifact.builder().content(new byte[2000]).fingerprint(fingerprint).build());
        keys.add(request.key());
      }
    }
    keys.sort(null);
    return keys;
  }

  static List<CacheKey> fill(Path directory, int entries) {
    return fill(directory, Integrity.checksum(), entries);
  }

  /** Returns the file of an entry. */
  static Path file(Path directory, CacheKey key) {
    try (Stream<Path> files = Files.walk(directory)) {
      String name = key.toHex().substring(2) + ".wasmcache";
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the last byte of an entry. */
  static void damage(Path directory, CacheKey key) throws IOException {
    Path file = file(directory, key);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  /** Returns everything that a write could change below a directory. */
  static Map<Path, String> state(Path directory) throws IOException {
    Map<Path, String> state = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        state.put(
            file, Files.readAttributes(file, "unix:mode,size,lastModifiedTime,ino").toString());
      }
    }
    return state;
  }

  /**
   * Makes a key pair in files that openssl could have written: {@code public.pem} and {@code
   * private.pem}.
   */
  static void makeKeys(Path folder) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Files.writeString(folder.resolve("public.pem"), pem("PUBLIC", pair.getPublic().getEncoded()));
      Files.writeString(
          folder.resolve("private.pem"), pem("PRIVATE", pair.getPrivate().getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %s KEY-----%n%s%n-----END %s KEY-----%n"
        .formatted(kind, Base64.getEncoder().encodeToString(der), kind);
  }
}
