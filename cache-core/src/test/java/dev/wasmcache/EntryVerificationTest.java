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

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(3, 100));

  // Where a header names the algorithm and the key: an entry that others may have made is not
  // deleted, so damage in here is not either. The module that is compiled replaces it.
  private static final int ALGORITHM = 10;
  private static final int KEY_ID_LENGTH = 11;
  private static final int KEY_ID = EntryHeader.FIXED_SIZE;

  private final MapStore store = new MapStore();

  static Stream<Integrity> integrities() {
    return Keys.integrities();
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_anyByteChanged_isAMissThatHeals(Integrity integrity) {
    byte[] good = entry(integrity);
    for (int position = 0; position < good.length; position++) {
      for (int bit : new int[] {1, 0x80, 0xff}) {
        byte[] bad = good.clone();
        bad[position] ^= (byte) bit;
        assertRejectedAndHealed(integrity, bad, namesAKey(position, integrity));
      }
    }
  }

  private static boolean namesAKey(int position, Integrity integrity) {
    return position == ALGORITHM
        || position == KEY_ID_LENGTH
        || (position >= KEY_ID && position < KEY_ID + integrity.signingKeyId().length());
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_truncatedAnywhere_isAMissThatHeals(Integrity integrity) {
    byte[] good = entry(integrity);
    for (int length = 0; length < good.length; length++) {
      assertRejectedAndHealed(integrity, Arrays.copyOf(good, length), false);
    }
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void get_longerThanWritten_isAMissThatHeals(Integrity integrity) {
    byte[] good = entry(integrity);
    assertRejectedAndHealed(integrity, Arrays.copyOf(good, good.length + 1), false);
    assertRejectedAndHealed(integrity, Arrays.copyOf(good, 2 * good.length), false);
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

  private void assertRejectedAndHealed(Integrity integrity, byte[] bad, boolean mayStay) {
    store.entries.put(KEY, bad);
    CompilationCache cache = cache(integrity);
    assertThat(cache.get(KEY)).isEmpty();
    if (!mayStay || cache.stats().tier(Tier.DISK).requests(Outcome.STALE) == 0) {
      assertThat(store.entries).as("a bad entry is deleted").isEmpty();
    }
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
