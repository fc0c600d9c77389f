package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.disk.DiskLayer;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a cache that only reads does not change, and what it reads from a directory that was
 * shipped.
 */
final class CacheModeTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 200_000));

  @TempDir Path temporary;

  @Test
  void use_readOnly_servesAndChangesNothing() throws IOException {
    fill(directory());
    Path entry = entry(directory());
    FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    try (CompilationCache cache =
        CompilationCache.builder().disk(store()).mode(CacheMode.READ_ONLY).build()) {
      assertThat(cache.get(REQUEST.key())).contains(ARTIFACT);
      cache.getOrCompile(Requests.of(2), asked -> ARTIFACT);
      assertThatThrownBy(() -> cache.delete(REQUEST.key()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("CompilationCache.builder().mode");
      Files.write(entry, new byte[10]);
      Files.setLastModifiedTime(entry, old);
      assertThat(cache.get(REQUEST.key())).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.SKIPPED)).isEqualTo(1);
    }
    assertThat(files(directory())).containsExactly(entry);
  }

  @Test
  void use_bypass_compilesEachTime() {
    fill(directory());
    try (CompilationCache cache =
        CompilationCache.builder().disk(store()).mode(CacheMode.BYPASS).build()) {
      Artifact fresh = Artifact.of(new byte[3]);
      assertThat(cache.getOrCompile(REQUEST, asked -> fresh)).isEqualTo(fresh);
      assertThat(cache.get(REQUEST.key())).isEmpty();
      assertThat(cache.stats().tiers()).isEmpty();
    }
  }

  @Test
  void build_sharedStore_isConnectedToInTheBackgroundUnlessItIsBypassed() {
    Queue<CacheMode> asked = new ConcurrentLinkedQueue<>();
    for (CacheMode mode : CacheMode.values()) {
      MapStore store =
          new MapStore() {
            @Override
            public Optional<StoredEntry> peek(CacheKey key) {
              asked.add(mode);
              throw new IllegalStateException("it does not matter");
            }
          };
      try (CompilationCache cache = CompilationCache.builder().shared(store).mode(mode).build()) {
        await().until(() -> mode == CacheMode.BYPASS || asked.contains(mode));
      }
    }
    assertThat(asked)
        .containsExactly(CacheMode.READ_WRITE, CacheMode.READ_ONLY, CacheMode.REQUIRED);
  }

  @Test
  void get_fromALayer_servesWithoutAWriteAndDoesNotCopyToDisk() throws IOException {
    Path baked = temporary.resolve("baked");
    fill(baked);
    List<Path> before = files(baked);
    try (CompilationCache cache =
        CompilationCache.builder()
            .disk(store())
            .layer(DiskLayer.open(List.of(temporaryLayer(), baked)))
            .build()) {
      assertThat(cache.getOrCompile(REQUEST, asked -> Artifact.of(new byte[1])))
          .isEqualTo(ARTIFACT);
      assertThat(cache.stats().tier(Tier.LAYER).requests(Outcome.HIT)).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.STORED)).isZero();
      assertThat(cache.admin().keys(null, 10)).containsExactly(REQUEST.key());
      cache.delete(REQUEST.key());
    }
    assertThat(files(baked)).isEqualTo(before);
  }

  @Test
  void get_badEntryInALayer_isAMissAndStays() throws IOException {
    Path baked = temporary.resolve("baked");
    fill(baked);
    Path entry = entry(baked);
    byte[] bytes = Files.readAllBytes(entry);
    bytes[bytes.length - 1] ^= 1;
    Files.write(entry, bytes);
    try (CompilationCache cache =
        CompilationCache.builder().layer(DiskLayer.open(List.of(baked))).build()) {
      assertThat(cache.get(REQUEST.key())).isEmpty();
      assertThat(cache.stats().tier(Tier.LAYER).requests(Outcome.CORRUPT)).isEqualTo(1);
    }
    assertThat(entry).exists();
  }

  @Test
  void open_layerThatIsMissingOrOpenToOthers_isRefused() throws IOException {
    Path missing = temporary.resolve("missing");
    assertThatThrownBy(() -> DiskLayer.open(List.of(missing)))
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining(missing.toString());
    assertThat(missing).doesNotExist();
    Path open = temporary.resolve("open");
    fill(open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> DiskLayer.open(List.of(open)))
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining("rwxrwxrwx");
  }

  @Test
  void open_oneLayerRefusedAndSomebodyTold_readsTheOthers() {
    Path missing = temporary.resolve("missing");
    Path baked = temporary.resolve("baked");
    fill(baked);
    List<Path> refused = new ArrayList<>();
    DiskLayer layer =
        DiskLayer.builder(List.of(missing, baked))
            .refused(refusal -> refused.add(refusal.directory()))
            .build();
    assertThat(refused).containsExactly(missing);
    try (CompilationCache cache = CompilationCache.builder().layer(layer).build()) {
      assertThat(cache.get(REQUEST.key())).contains(ARTIFACT);
    }
  }

  @Test
  void open_layerBelowWhatEverybodyCanWrite_isRefusedUnlessParentsAreTrusted() throws IOException {
    Path volume = Files.createDirectory(temporary.resolve("volume"));
    Path baked = volume.resolve("baked");
    fill(baked);
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> DiskLayer.open(List.of(baked)))
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining("builder().trustParents()");
    assertThat(DiskLayer.builder(List.of(baked)).trustParents().build().directories())
        .containsExactly(baked.toRealPath());
  }

  @Test
  void getOrCompile_requiredAndBakedByAnotherEngine_saysWhatChanged() throws IOException {
    Path baked = temporary.resolve("baked");
    byte[] module = REQUEST.wasm();
    Fingerprint old = REQUEST.fingerprint();
    Fingerprint upgraded =
        new Fingerprint(
            old.engine(),
            "9.9",
            old.options(),
            old.target(),
            old.formatVersion(),
            old.generation());
    try (CompilationCache cache =
        CompilationCache.builder().disk(DiskStore.builder(baked).build()).build()) {
      cache.getOrCompile(CompileRequest.of(module, old), asked -> ARTIFACT);
    }
    List<Path> before = files(baked);
    try (CompilationCache cache =
        CompilationCache.builder()
            .layer(DiskLayer.open(List.of(baked)))
            .mode(CacheMode.REQUIRED)
            .build()) {
      assertThatThrownBy(
              () -> cache.getOrCompile(CompileRequest.of(module, upgraded), asked -> ARTIFACT))
          .isInstanceOfSatisfying(
              CompiledModuleRequiredException.class,
              refusal -> {
                assertThat(refusal.reason().kind()).isEqualTo(MissReason.Kind.ENGINE_CHANGED);
                assertThat(refusal).hasMessageContaining("9.9");
              });
      assertThat(cache.stats().compilations()).isZero();
    }
    assertThat(files(baked)).isEqualTo(before);
  }

  @Test
  void getOrCompile_consumerWithoutAPrivateKey_fillsTheDiskWithTheSignedEntry() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    SignatureKeyRing.Builder publicOnly = SignatureKeyRing.builder().add("a", pair.getPublic());
    Integrity builds =
        Integrity.ed25519(
            SignatureKeyRing.builder()
                .add("a", pair.getPublic())
                .signWith("a", pair.getPrivate())
                .build());
    Integrity consumes = Integrity.ed25519(publicOnly.build());
    MapStore shared = new MapStore();
    try (CompilationCache builder =
        CompilationCache.builder().shared(shared).integrity(builds).build()) {
      builder.getOrCompile(REQUEST, asked -> ARTIFACT);
    }
    try (CompilationCache consumer =
        CompilationCache.builder().disk(store()).shared(shared).integrity(consumes).build()) {
      assertThat(consumer.get(REQUEST.key())).contains(ARTIFACT);
      assertThat(consumer.stats().tier(Tier.DISK).writes(Outcome.STORED)).isEqualTo(1);
    }
    assertThat(Files.readAllBytes(entry(directory()))).isEqualTo(shared.entries.get(REQUEST.key()));
    try (CompilationCache later =
        CompilationCache.builder().disk(store()).integrity(consumes).build()) {
      assertThat(later.get(REQUEST.key())).contains(ARTIFACT);
    }
  }

  private Path directory() {
    return temporary.resolve("cache");
  }

  private DiskStore store() {
    return DiskStore.builder(directory()).build();
  }

  private Path temporaryLayer() {
    Path empty = temporary.resolve("empty");
    DiskStore.builder(empty).build().close();
    return empty;
  }

  private static void fill(Path directory) {
    try (CompilationCache cache =
        CompilationCache.builder().disk(DiskStore.builder(directory).build()).build()) {
      cache.put(REQUEST.key(), ARTIFACT);
    }
  }

  private static Path entry(Path directory) throws IOException {
    return files(directory).get(0);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("v1"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
