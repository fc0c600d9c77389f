package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries are compressed in a shared tier, and nowhere else. */
final class SharedCompressionTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(PackedEntries.body(300_000));

  private final MapStore shared = new Listing();

  private static final class Listing extends MapStore {
    @Override
    public List<CacheKey> keys(@Nullable CacheKey after, int limit) {
      return after == null ? List.copyOf(new TreeSet<>(entries.keySet())) : List.of();
    }
  }

  static Stream<Integrity> integrities() {
    return Keys.integrities();
  }

  private CompilationCache cache(MapStore disk, Integrity integrity) {
    return CompilationCache.builder().disk(disk).shared(shared).integrity(integrity).build();
  }

  private static void awaitUploads(CompilationCache cache) {
    Waiting.until(() -> cache.stats().tier(Tier.SHARED).guard().queuedUploads() == 0);
  }

  private static String start(byte[] entry) {
    return new String(entry, 0, 8, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void getOrCompile_sharedTier_isCompressedThereAndKeepsItsHeaderEverywhere(Integrity integrity) {
    MapStore disk = new MapStore();
    try (CompilationCache cache = cache(disk, integrity)) {
      cache.getOrCompile(REQUEST, request -> ARTIFACT);
      awaitUploads(cache);
    }
    byte[] packed = shared.entries.get(KEY);
    assertThat(start(packed)).isEqualTo("WASMCACZ");
    assertThat(packed.length).isLessThan((int) ARTIFACT.size() * 2 / 3);
    MapStore otherDisk = new MapStore();
    try (CompilationCache other = cache(otherDisk, integrity)) {
      assertThat(other.get(KEY)).contains(ARTIFACT);
    }
    byte[] plain = otherDisk.entries.get(KEY);
    int header = plain.length - (int) ARTIFACT.size();
    assertThat(start(plain)).isEqualTo("WASMCACH");
    assertThat(Arrays.copyOf(plain, header))
        .as("with the header that the first process made")
        .isEqualTo(Arrays.copyOfRange(packed, 16, 16 + header));
    assertThat(Arrays.copyOfRange(plain, header, plain.length)).isEqualTo(ARTIFACT.bytes());
  }

  @Test
  void get_processThatCannotSign_storesTheSignedEntryInBothForms() throws Exception {
    MapStore disk = new Listing();
    try (CompilationCache cache = cache(disk, Keys.ED25519.of("k1"))) {
      cache.getOrCompile(REQUEST, request -> ARTIFACT);
      awaitUploads(cache);
    }
    shared.entries.clear();
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (CompilationCache cache = cache(disk, Keys.publicOnly("k1"))) {
      cache.admin().exportArchive(archive, entry -> true);
    }
    try (CompilationCache cache = cache(new MapStore(), Keys.publicOnly("k1"))) {
      cache
          .admin()
          .importArchive(new ByteArrayInputStream(archive.toByteArray()), ArchiveLimits.DEFAULT);
      awaitUploads(cache);
    }
    byte[] plain = disk.entries.get(KEY);
    byte[] header = Arrays.copyOf(plain, plain.length - (int) ARTIFACT.size());
    assertThat(shared.entries.get(KEY))
        .isEqualTo(
            PackedEntries.concat(
                PackedEntries.ENVELOPE, header, PackedEntries.deflated(ARTIFACT.bytes())));
  }

  @Test
  void put_bodyThatDoesNotShrink_isStoredAsItIs() {
    Artifact random = Artifact.of(Bodies.random(5, 100_000));
    try (CompilationCache cache = cache(new MapStore(), Integrity.checksum())) {
      cache.put(KEY, random);
      awaitUploads(cache);
      assertThat(start(shared.entries.get(KEY))).isEqualTo("WASMCACH");
    }
    try (CompilationCache cache = cache(new MapStore(), Integrity.checksum())) {
      assertThat(cache.get(KEY)).contains(random);
    }
  }

  @Test
  void admin_bothForms_areListedVerifiedAndExported() throws Exception {
    CacheKey second = Requests.of(2).key();
    Artifact random = Artifact.of(Bodies.random(5, 200_000));
    try (CompilationCache cache = CompilationCache.builder().shared(shared).build()) {
      cache.put(KEY, ARTIFACT);
      cache.put(second, random);
      awaitUploads(cache);
      assertThat(cache.admin().inspect(KEY))
          .extracting(EntryInfo::size)
          .containsExactly(ARTIFACT.size());
      assertThat(cache.admin().inspect(second))
          .extracting(EntryInfo::size)
          .containsExactly(random.size());
      assertThat(cache.admin().verify(KEY)).containsEntry(Tier.SHARED, Outcome.HIT);
      assertThat(cache.admin().verify(second)).containsEntry(Tier.SHARED, Outcome.HIT);
      ByteArrayOutputStream archive = new ByteArrayOutputStream();
      assertThat(cache.admin().exportArchive(archive, entry -> true).entries()).isEqualTo(2);
      MapStore disk = new MapStore();
      try (CompilationCache other = CompilationCache.builder().disk(disk).build()) {
        other
            .admin()
            .importArchive(new ByteArrayInputStream(archive.toByteArray()), ArchiveLimits.DEFAULT);
        assertThat(other.get(KEY)).contains(ARTIFACT);
        assertThat(other.get(second)).contains(random);
      }
      byte[] bad = shared.entries.get(KEY).clone();
      bad[bad.length - 100] ^= 1;
      shared.entries.put(KEY, bad);
      assertThat(cache.admin().verify(KEY)).containsEntry(Tier.SHARED, Outcome.CORRUPT);
      assertThat(shared.entries).containsOnlyKeys(second);
    }
  }

  @Test
  void get_damagedEntry_isDeletedAndStoredAgain() {
    try (CompilationCache cache = CompilationCache.builder().shared(shared).build()) {
      cache.put(KEY, ARTIFACT);
      awaitUploads(cache);
      byte[] bad = shared.entries.get(KEY).clone();
      bad[bad.length / 2] ^= 1;
      shared.entries.put(KEY, bad);
      assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
      awaitUploads(cache);
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isPositive();
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }
}
