package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.MissReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an earlier state has written is read, and what is written now is the same to the bit. */
final class EarlierFormatsTest {

  private static final CacheKey ENDIVE =
      CacheKey.parse("16fbe2f5a1aa5e299b8319711853172245a184919e9cf506b1a9e81f22346484");
  private static final CacheKey CHICORY =
      CacheKey.parse("294de2075d09b81a342934a95d8bd534035bd0149c076ad766a99beaeba3b657");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void get_earlierEntry_isTheSameArtifact(EarlierFormats format) throws IOException {
    copy(format.directory());
    try (CompilationCache cache = open(format)) {
      Artifact artifact = cache.get(EarlierFormats.REQUEST.key()).orElseThrow();
      assertThat(artifact).isEqualTo(EarlierFormats.artifact());
      assertThat(artifact.compileTime()).isEqualTo(EarlierFormats.artifact().compileTime());
      assertThat(artifact.fingerprint()).isEqualTo(EarlierFormats.artifact().fingerprint());
      assertThat(cache.admin().keys(null, 10))
          .containsExactly(ENDIVE, CHICORY, EarlierFormats.REQUEST.key());
      assertThat(engineOf(cache, ENDIVE)).contains("endive");
      assertThat(engineOf(cache, CHICORY)).contains("chicory");
    }
  }

  private static Optional<String> engineOf(CompilationCache cache, CacheKey key) {
    return cache.get(key).flatMap(Artifact::fingerprint).map(Fingerprint::engine);
  }

  @ParameterizedTest
  @EnumSource
  void explain_earlierNote_namesTheChange(EarlierFormats format) throws IOException {
    copy(format.directory());
    try (CompilationCache cache = open(format)) {
      Fingerprint before = EarlierFormats.REQUEST.fingerprint();
      Fingerprint now = new Fingerprint("test", "2.0", before.options(), "any", 1, 0);
      MissReason reason =
          cache.admin().explain(CompileRequest.of(EarlierFormats.REQUEST.wasm(), now));
      assertThat(reason.kind()).isEqualTo(MissReason.Kind.ENGINE_CHANGED);
      assertThat(reason.description()).contains("1.0", "2.0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void put_sameArtifact_writesTheSameBytes(EarlierFormats format) throws IOException {
    try (CompilationCache cache = open(format)) {
      cache.getOrCompile(EarlierFormats.REQUEST, request -> EarlierFormats.artifact());
    }
    Map<Path, byte[]> earlier = files(format.directory());
    Map<Path, byte[]> now = files(directory.resolve("cache"));
    assertThat(now).hasSize(2);
    now.forEach((path, bytes) -> assertThat(bytes).as("%s", path).isEqualTo(earlier.get(path)));
  }

  @ParameterizedTest
  @EnumSource
  void read_earlierArchive_isWrittenAgainWithTheSameBytes(EarlierFormats format)
      throws IOException {
    try (CompilationCache cache = open(format)) {
      ArchiveReport report = cache.admin().importArchive(format.archive(), ArchiveLimits.DEFAULT);
      assertThat(report.entries()).isEqualTo(3);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      cache.admin().exportArchive(again, entry -> true);
      assertThat(again.toByteArray()).isEqualTo(format.archive().readAllBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void get_earlierEntryInSharedStore_isTheSameArtifact(EarlierFormats format) throws IOException {
    MapStore shared = new MapStore();
    for (CacheKey key : List.of(ENDIVE, CHICORY, EarlierFormats.REQUEST.key())) {
      shared.entries.put(key, entry(format, key));
    }
    try (CompilationCache cache = shared(shared, format)) {
      assertThat(cache.get(EarlierFormats.REQUEST.key())).contains(EarlierFormats.artifact());
      assertThat(engineOf(cache, ENDIVE)).contains("endive");
      assertThat(engineOf(cache, CHICORY)).contains("chicory");
    }
  }

  @ParameterizedTest
  @EnumSource
  void get_compressedEntry_isTheSameArtifact(EarlierFormats format) throws IOException {
    MapStore plain = new MapStore();
    plain.entries.put(ENDIVE, entry(format, ENDIVE));
    MapStore packed = new MapStore();
    packed.entries.put(ENDIVE, format.packed());
    assertThat(format.packed().length).isLessThan(plain.entries.get(ENDIVE).length);
    try (CompilationCache before = shared(plain, format);
        CompilationCache now = shared(packed, format)) {
      Artifact artifact = now.get(ENDIVE).orElseThrow();
      assertThat(artifact).isEqualTo(before.get(ENDIVE).orElseThrow());
      assertThat(engineOf(now, ENDIVE)).contains("endive");
    }
  }

  private static CompilationCache shared(MapStore store, EarlierFormats format) {
    return CompilationCache.builder().shared(store).integrity(format.integrity()).build();
  }

  private static byte[] entry(EarlierFormats format, CacheKey key) throws IOException {
    String name = key.toHex();
    Path folder = format.directory().resolve("v1").resolve(name.substring(0, 2));
    return Files.readAllBytes(folder.resolve(name.substring(2) + ".wasmcache"));
  }

  private CompilationCache open(EarlierFormats format) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .integrity(format.integrity())
        .clock(InstantSource.fixed(EarlierFormats.WRITTEN))
        .build();
  }

  /** With the permissions that a cache sets, which a repository does not keep. */
  private void copy(Path from) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path to = directory.resolve("cache").resolve(from.relativize(path).toString());
        boolean folder = Files.isDirectory(path);
        Files.copy(path, to);
        Files.setPosixFilePermissions(
            to, PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------"));
      }
    }
  }

  /** Entries and notes, by their path. */
  private static Map<Path, byte[]> files(Path root) throws IOException {
    Map<Path, byte[]> files = new HashMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(".wasmcache") || name.endsWith(".note")) {
          files.put(root.relativize(path), Files.readAllBytes(path));
        }
      }
    }
    return files;
  }
}
