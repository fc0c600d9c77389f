package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader's configuration decides what is accepted, what is deleted and what is kept. */
final class IntegrityTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(3, 100));
  private static final int VERSION = 8;
  private static final int ALGORITHM = 10;
  private static final int LARGE = 64 * 1024 * 1024;

  private final MapStore store = new MapStore();

  static Stream<Integrity> integrities() {
    return Keys.integrities();
  }

  @Test
  void kindAndKeyIds_ofEachKind_areItsNameAndTheKeysInUse() {
    assertThat(Integrity.checksum().kind()).isEqualTo("crc32c");
    assertThat(Integrity.checksum().keyIds()).isEmpty();
    assertThat(Keys.HMAC.of("new", "old", "-older").kind()).isEqualTo("hmac-sha256");
    assertThat(Keys.HMAC.of("new", "old", "-older").keyIds())
        .containsExactlyInAnyOrder("new", "old");
    assertThat(Keys.ED25519.of("new", "old", "-older").kind()).isEqualTo("ed25519");
    assertThat(Keys.publicOnly("new", "old").keyIds()).containsExactlyInAnyOrder("new", "old");
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void D08_get_entryOfAnotherKey_isRefusedAndDeleted(Integrity integrity) {
    CacheKey other = Requests.of(2).key();
    store.entries.put(other, entry(integrity));
    CompilationCache cache = cache(integrity);
    assertThat(cache.get(other)).isEmpty();
    Outcome otherKey = integrity.authenticates() ? Outcome.UNAUTHENTIC : Outcome.CORRUPT;
    assertThat(cache.stats().tier(Tier.DISK).requests(otherKey)).isEqualTo(1);
    assertThat(store.entries).doesNotContainKey(other);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_get_unknownKeyId_isStaleAndLeftAlone(Keys kind) {
    byte[] written = entry(kind.of("new", "old"));
    store.entries.put(KEY, written);
    assertOutcome(kind.of("old"), Outcome.STALE, true);
    assertThat(cache(kind.of("new")).get(KEY)).contains(ARTIFACT);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_getOrCompile_unknownKeyId_compilesAndStoresAnew(Keys kind) {
    store.entries.put(KEY, entry(kind.of("lost")));
    CompilationCache cache = cache(kind.of("old"));
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(cache.get(KEY)).contains(ARTIFACT);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_get_retiredKeyId_isStaleAndDeleted(Keys kind) {
    store.entries.put(KEY, entry(kind.of("old")));
    assertOutcome(kind.of("new", "-old"), Outcome.STALE, false);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_get_knownKeyIdOfAnotherKey_isUnauthentic(Keys kind) {
    store.entries.put(KEY, entry(kind.forger("k1")));
    assertOutcome(kind.of("k1"), Outcome.UNAUTHENTIC, false);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_get_unknownKeyIdAndNoOtherWay_isNeverUnverified(Keys kind) {
    // Whatever else its header says, an entry is accepted only with a key that the reader has.
    byte[] forged = entry(kind.forger("k1"));
    for (String id : new String[] {"\0\0", "  ", "k2", "k9"}) {
      byte[] bytes = forged.clone();
      System.arraycopy(id.getBytes(), 0, bytes, EntryHeader.FIXED_SIZE, 2);
      store.entries.put(KEY, bytes);
      assertThat(cache(kind.of("k1", "-k2")).get(KEY)).as(id).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D13_get_entryWithChecksumOnly_isUnauthenticToAKeyedReader(Keys kind) {
    store.entries.put(KEY, entry(Integrity.checksum()));
    assertOutcome(kind.of("k1"), Outcome.UNAUTHENTIC, false);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D13_get_entryThatClaimsAnotherAlgorithmOrVersion_isRefused(Keys kind) {
    Integrity reader = kind.of("k1");
    for (int algorithm = 0; algorithm < 256; algorithm++) {
      byte[] bytes = entry(kind.forger("k1"));
      bytes[ALGORITHM] = (byte) algorithm;
      store.entries.put(KEY, bytes);
      assertThat(cache(reader).get(KEY)).as("algorithm %s", algorithm).isEmpty();
    }
    for (int version : new int[] {0, 2, 256, 0xffff}) {
      byte[] bytes = entry(reader);
      ByteBuffer.wrap(bytes).putShort(VERSION, (short) version);
      store.entries.put(KEY, bytes);
      assertOutcome(reader, Outcome.STALE, false);
    }
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D13_get_signedEntryToAReaderWithoutKeys_isStaleAndLeftAlone(Keys kind) {
    store.entries.put(KEY, entry(kind.of("k1")));
    assertOutcome(Integrity.checksum(), Outcome.STALE, true);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D13_get_entryOfTheOtherKindOfKey_isStaleAndLeftAlone(Keys kind) {
    Keys other = kind == Keys.HMAC ? Keys.ED25519 : Keys.HMAC;
    store.entries.put(KEY, entry(other.of("k1")));
    assertOutcome(kind.of("k1"), Outcome.STALE, true);
  }

  @Test
  void get_garbledSignature_isUnauthentic() {
    Integrity reader = Keys.publicOnly("k1");
    byte[] good = entry(Keys.ED25519.of("k1"));
    int signature = good.length - (int) ARTIFACT.size() - 64;
    for (byte fill : new byte[] {0, 1, 0x7f, (byte) 0xff}) {
      byte[] bytes = good.clone();
      Arrays.fill(bytes, signature, signature + 64, fill);
      store.entries.put(KEY, bytes);
      assertOutcome(reader, Outcome.UNAUTHENTIC, false);
    }
  }

  @Test
  void get_publicKeyOnly_readsWhatABuilderStored() {
    store.entries.put(KEY, entry(Keys.ED25519.of("k1")));
    assertThat(cache(Keys.publicOnly("other", "k1")).get(KEY)).contains(ARTIFACT);
  }

  @Test
  void put_publicKeyOnly_isSkippedInSilence() {
    CompilationCache cache = cache(Keys.publicOnly("k1"));
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    cache.put(KEY, Artifact.of(ARTIFACT.openStream(), ARTIFACT.size()));
    assertThat(store.entries).isEmpty();
    TierStats disk = cache.stats().tier(Tier.DISK);
    assertThat(disk.writes(Outcome.SKIPPED)).isEqualTo(2);
    assertThat(disk.writes(Outcome.STORED)).isZero();
  }

  @Test
  void put_publicKeyOnlyAndMemory_isKeptInMemory() {
    CompilationCache cache =
        CompilationCache.builder()
            .memory(1_000_000)
            .disk(store)
            .shared(new MapStore())
            .integrity(Keys.publicOnly("k1"))
            .build();
    cache.put(KEY, Artifact.of(ARTIFACT.openStream(), ARTIFACT.size()));
    assertThat(cache.get(KEY)).contains(ARTIFACT);
    assertThat(cache.stats().tier(Tier.SHARED).writes(Outcome.SKIPPED)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void F16_get_headerClaimsTwoGigabytesAndIsAuthentic_allocatesNothing(Integrity integrity) {
    byte[] lying = lyingEntry(integrity, CompilationCacheBuilder.LARGEST_ENTRY);
    CompilationCache cache =
        CompilationCache.builder()
            .disk(store)
            .integrity(integrity)
            .maximumEntryBytes(CompilationCacheBuilder.LARGEST_ENTRY)
            .build();
    assertThat(cache.get(KEY)).isEmpty(); // What a first read allocates is not counted below.
    store.entries.put(KEY, lying);
    assertThat(allocated(() -> assertThat(cache.get(KEY)).isEmpty())).isLessThan(LARGE / 10);
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.CORRUPT)).isEqualTo(1);
    assertThat(store.entries).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void F16_get_unauthenticLength_allocatesNothing(Integrity integrity) {
    byte[] bad = entry(integrity);
    bad[16] = 0x7f; // the first byte of body-length
    store.entries.put(KEY, bad);
    Outcome outcome = integrity.authenticates() ? Outcome.UNAUTHENTIC : Outcome.CORRUPT;
    assertOutcome(integrity, outcome, false);
  }

  @Test
  void F16_naiveReader_allocatesWhatTheHeaderClaims() {
    // The harness is only useful if it finds an unprotected cache.
    byte[] lying = lyingEntry(Integrity.checksum(), LARGE);
    long allocated =
        allocated(
            () -> {
              byte[] body = new byte[(int) ByteBuffer.wrap(lying).getLong(16)];
              assertThat(body).hasSize(LARGE);
            });
    assertThat(allocated).isGreaterThanOrEqualTo(LARGE);
  }

  /** An entry whose header claims a longer body than there is, signed with the right key. */
  private static byte[] lyingEntry(Integrity integrity, long bodyLength) {
    byte[] header =
        new EntryHeader(KEY, bodyLength, new byte[32], Duration.ZERO, Instant.EPOCH, null)
            .encode(integrity.authenticator());
    return Arrays.copyOf(header, header.length + 100);
  }

  private static long allocated(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    action.run();
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private void assertOutcome(Integrity reader, Outcome outcome, boolean leftAlone) {
    byte[] written = store.entries.get(KEY);
    CompilationCache cache = cache(reader);
    assertThat(cache.get(KEY)).isEmpty();
    TierStats disk = cache.stats().tier(Tier.DISK);
    assertThat(disk.requests(outcome)).isEqualTo(1);
    assertThat(disk.deletions()).isEqualTo(leftAlone ? 0 : 1);
    if (leftAlone) {
      assertThat(store.entries).containsEntry(KEY, written);
    } else {
      assertThat(store.entries).isEmpty();
    }
  }

  private CompilationCache cache(Integrity integrity) {
    return CompilationCache.builder().disk(store).integrity(integrity).build();
  }

  /** The bytes of a good entry. */
  private static byte[] entry(Integrity integrity) {
    MapStore written = new MapStore();
    CompilationCache.builder()
        .disk(written)
        .integrity(integrity)
        .build()
        .getOrCompile(REQUEST, request -> ARTIFACT);
    return written.entries.get(KEY);
  }
}
