package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only what was written, whole and under this key, is handed out. */
final class EntryVerificationTest {

  private static final KeyRing KEYS = KeyRing.of("k1", Bodies.random(7, 32));
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(3, 500));

  private final MapStore store = new MapStore();

  static Stream<Integrity> integrities() {
    return Stream.of(Integrity.checksum(), Integrity.hmac(KEYS));
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_anyByteChanged_isAMissThatHeals(Integrity integrity) {
    byte[] good = entry(integrity);
    for (int position = 0; position < good.length; position++) {
      for (int bit : new int[] {1, 0x80, 0xff}) {
        byte[] bad = good.clone();
        bad[position] ^= (byte) bit;
        assertRejectedAndHealed(integrity, bad);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_truncatedAnywhere_isAMissThatHeals(Integrity integrity) {
    byte[] good = entry(integrity);
    for (int length = 0; length < good.length; length++) {
      assertRejectedAndHealed(integrity, Arrays.copyOf(good, length));
    }
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_longerThanWritten_isAMissThatHeals(Integrity integrity) {
    byte[] good = entry(integrity);
    assertRejectedAndHealed(integrity, Arrays.copyOf(good, good.length + 1));
    assertRejectedAndHealed(integrity, Arrays.copyOf(good, 2 * good.length));
  }

  @Test
  void get_anyByteChanged_isCaughtOnlyByVerification() {
    // The naive reader: skips the header and hands out the rest.
    byte[] good = entry(Integrity.checksum());
    int accepted = 0;
    for (int position = 0; position < good.length; position++) {
      byte[] bad = good.clone();
      bad[position] ^= 1;
      int body = good.length - (int) ARTIFACT.size();
      byte[] handedOut = Arrays.copyOfRange(bad, body, bad.length);
      accepted += Arrays.equals(handedOut, ARTIFACT.bytes()) ? 0 : 1;
    }
    assertThat(accepted).isEqualTo((int) ARTIFACT.size());
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_entryOfAnotherKey_isRefused(Integrity integrity) {
    byte[] good = entry(integrity);
    CacheKey other = Requests.of(2).key();
    store.entries.put(other, good);
    CompilationCache cache = cache(integrity);
    assertThat(cache.get(other)).isEmpty();
    assertThat(cache.stats().tier(Tier.DISK).requests(integrity.otherKey())).isEqualTo(1);
    assertThat(store.entries).doesNotContainKey(other);
  }

  @Test
  void key_anythingThatDecidesTheArtifact_isInIt() {
    Fingerprint base = Requests.FINGERPRINT;
    byte[] wasm = {0, 'a', 's', 'm', 1};
    assertThat(
            Stream.of(
                    base,
                    new Fingerprint("other", "1.0", base.options(), "any", 1, 0),
                    new Fingerprint("test", "1.1", base.options(), "any", 1, 0),
                    new Fingerprint("test", "1.0", Map.of("option", "other"), "any", 1, 0),
                    new Fingerprint("test", "1.0", Map.of("optionv", "alue"), "any", 1, 0),
                    new Fingerprint("test", "1.0", Map.of(), "any", 1, 0),
                    new Fingerprint("test", "1.0", base.options(), "other", 1, 0),
                    new Fingerprint("test", "1.0", base.options(), "any", 2, 0),
                    base.withGeneration(1))
                .map(fingerprint -> CompileRequest.of(wasm, fingerprint).key()))
        .doesNotHaveDuplicates()
        .doesNotContain(Requests.of(2).key());
    assertThat(CompileRequest.of(wasm, base).key()).isEqualTo(REQUEST.key());
  }

  @Test
  void get_entryWithoutAuthenticator_isUnauthenticToAKeyedReader() {
    store.entries.put(KEY, entry(Integrity.checksum()));
    assertOutcome(Integrity.hmac(KEYS), Outcome.UNAUTHENTIC);
  }

  @Test
  void get_entryOfAnotherSecret_isUnauthentic() {
    Integrity forger = Integrity.hmac(KeyRing.of("k1", Bodies.random(8, 32)));
    store.entries.put(KEY, entry(forger));
    assertOutcome(Integrity.hmac(KEYS), Outcome.UNAUTHENTIC);
  }

  @Test
  void get_entryOfAnUnknownKeyId_isStale() {
    store.entries.put(KEY, entry(Integrity.hmac(KeyRing.of("k9", Bodies.random(9, 32)))));
    assertOutcome(Integrity.hmac(KEYS), Outcome.STALE);
  }

  @Test
  void get_duringKeyRotation_everyVersionReadsWhatTheOthersWrite() {
    byte[] old = Bodies.random(1, 32);
    byte[] fresh = Bodies.random(2, 40);
    KeyRing announced = KeyRing.builder().add("old", old).add("new", fresh).build();
    KeyRing rotated = KeyRing.builder().add("new", fresh).add("old", old).build();
    for (KeyRing writer : new KeyRing[] {announced, rotated}) {
      for (KeyRing reader : new KeyRing[] {announced, rotated}) {
        store.entries.put(KEY, entry(Integrity.hmac(writer)));
        assertThat(cache(Integrity.hmac(reader)).get(KEY)).contains(ARTIFACT);
      }
    }
  }

  @Test
  void get_unverifiedLength_allocatesNothing() {
    byte[] bad = entry(Integrity.checksum());
    bad[16] = 0x7f; // the first byte of body-length
    store.entries.put(KEY, bad);
    assertOutcome(Integrity.checksum(), Outcome.CORRUPT);
  }

  @Test
  void get_sizeBeyondTheLimit_isTooLargeBeforeAnythingIsRead() {
    ArtifactStore endless =
        new MapStore() {
          @Override
          public Optional<StoredEntry> get(CacheKey key) {
            return Optional.of(new EndlessEntry());
          }
        };
    try (CompilationCache cache = CompilationCache.builder().disk(endless).build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.TOO_LARGE)).isEqualTo(1);
    }
  }

  private void assertOutcome(Integrity reader, Outcome outcome) {
    CompilationCache cache = cache(reader);
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.DISK).requests(outcome)).isEqualTo(1);
    assertThat(store.entries).as("a bad entry is deleted").isEmpty();
  }

  private void assertRejectedAndHealed(Integrity integrity, byte[] bad) {
    store.entries.put(KEY, bad);
    CompilationCache cache = cache(integrity);
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(store.entries).as("a bad entry is deleted").isEmpty();
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.MISS)).isZero();
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(cache.get(KEY)).contains(ARTIFACT);
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
