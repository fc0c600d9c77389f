package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.internal.entry.ArrivingBody;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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

  // Where a header names the algorithm and the key. An entry that another process may have made is
  // not deleted, and neither is one with damage in these bytes. The compiled module replaces it.
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
        || (position >= KEY_ID
            && position < KEY_ID + (integrity.authenticates() ? "k1".length() : 0));
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

  @ParameterizedTest
  @MethodSource("integrities")
  void read_entryInHandThatIsBad_isRefused(Integrity integrity) throws Exception {
    EntryReader reader = new EntryReader(integrity.authenticator(), 1000);
    byte[] good = entry(integrity);
    assertThat(Artifact.of(reader.read(KEY, inHand(good)))).isEqualTo(ARTIFACT);
    for (int position = 0; position < good.length; position++) {
      byte[] bad = good.clone();
      bad[position] ^= 1;
      assertThatThrownBy(() -> reader.read(KEY, inHand(bad))).isInstanceOf(BadEntryException.class);
      byte[] shorter = Arrays.copyOf(good, position);
      assertThatThrownBy(() -> reader.read(KEY, inHand(shorter)))
          .isInstanceOf(BadEntryException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> reader.read(KEY, inHand(longer)))
        .isInstanceOf(BadEntryException.class);
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void read_entryDigestedWhileItCame_isVerifiedAsAnyOther(Integrity integrity) throws Exception {
    EntryReader reader = new EntryReader(integrity.authenticator(), 1000);
    byte[] good = entry(integrity);
    int header = good.length - (int) ARTIFACT.size();
    for (int step : new int[] {1, 50, EntryHeader.FIXED_SIZE, header, header + 1, good.length}) {
      assertThat(Artifact.of(reader.read(KEY, arriving(good, step)))).isEqualTo(ARTIFACT);
      for (int position = 0; position < good.length; position++) {
        byte[] bad = good.clone();
        bad[position] ^= 1;
        assertThatThrownBy(() -> reader.read(KEY, arriving(bad, step)))
            .isInstanceOf(BadEntryException.class);
      }
    }
  }

  @Test
  void read_entryInAnotherArrayThanWasTold_isDigestedFromTheStart() throws Exception {
    EntryReader reader = new EntryReader(Integrity.checksum().authenticator(), 1000);
    byte[] good = entry(Integrity.checksum());
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    for (boolean lies : new boolean[] {false, true}) {
      ArrivingBody arriving = reader.expect(KEY);
      arriving.arrived(lies ? good.clone() : bad.clone(), 0, good.length);
      StoredEntry entry = inHand(lies ? bad : good);
      if (lies) {
        assertThatThrownBy(() -> reader.read(KEY, entry, arriving))
            .isInstanceOf(BadEntryException.class);
      } else {
        assertThat(Artifact.of(reader.read(KEY, entry, arriving))).isEqualTo(ARTIFACT);
      }
    }
  }

  /**
   * A store that breaks the contract could get changed bytes past the digest; one that keeps it
   * cannot.
   */
  @Test
  void read_arrayChangedAfterItWasTold_isCaughtByTheContractAlone() throws Exception {
    EntryReader reader = new EntryReader(Integrity.checksum().authenticator(), 1000);
    byte[] good = entry(Integrity.checksum());
    ArrivingBody arriving = reader.expect(KEY);
    Arrivals arrivals = new Arrivals();
    arriving.arrived(good, 0, good.length);
    arrivals.arrived(good, 0, good.length);
    arrivals.assertRight(ByteBuffer.wrap(good));
    good[good.length - 1] ^= 1;
    assertThat(reader.read(KEY, whole(good), arriving)).isNotEqualTo(ARTIFACT);
    assertThatThrownBy(() -> arrivals.assertRight(ByteBuffer.wrap(good)))
        .hasMessageContaining("was changed");
  }

  private static StoredEntry whole(byte[] array) {
    return inHand(
        array,
        new InHandStore() {
          @Override
          ByteBuffer readWhole(byte[] entry, Arrival arrival) {
            return ByteBuffer.wrap(array);
          }
        });
  }

  /** An entry that arrives in steps, somewhere in an array. */
  private static StoredEntry arriving(byte[] bytes, int step) {
    return inHand(
        bytes,
        new InHandStore() {
          @Override
          ByteBuffer readWhole(byte[] entry, Arrival arrival) {
            byte[] array = new byte[entry.length + 9];
            for (int to = 0; to < entry.length; to = Math.min(to + step, entry.length)) {
              arrival.arrived(array, 9, 9 + to);
              System.arraycopy(entry, to, array, 9 + to, Math.min(step, entry.length - to));
            }
            return ByteBuffer.wrap(array, 9, entry.length);
          }
        });
  }

  private static StoredEntry inHand(byte[] entry) {
    return inHand(entry, new InHandStore());
  }

  private static StoredEntry inHand(byte[] entry, InHandStore store) {
    store.entries.put(KEY, entry);
    return store.get(KEY).orElseThrow();
  }

  @Test
  void get_entryInHand_isHandedOutWhereItLies() {
    byte[][] array = new byte[1][];
    InHandStore store =
        new InHandStore() {
          @Override
          byte[] array(byte[] entry) {
            array[0] = super.array(entry);
            return array[0];
          }
        };
    for (int size : new int[] {0, 1, 100, 1_000_000}) {
      Artifact artifact = Artifact.of(Bodies.random(size, size));
      CompilationCache cache = cache(store, Integrity.checksum());
      cache.put(KEY, artifact);
      Artifact found = cache.get(KEY).orElseThrow();
      assertThat(found).isEqualTo(artifact);
      assertThat(found.array()).isSameAs(array[0]);
    }
  }

  @Test
  void get_entryInHandOfAnotherLength_isAMissThatHeals() {
    for (int difference : new int[] {-1000, -1, 1, 1000}) {
      MapStore store =
          new InHandStore() {
            @Override
            public Optional<StoredEntry> get(CacheKey key) {
              return super.get(key).map(entry -> new Claiming(entry, entry.size() + difference));
            }
          };
      CompilationCache cache = cache(store, Integrity.checksum());
      cache.put(KEY, Artifact.of(Bodies.random(1, 10_000)));
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.CORRUPT)).isEqualTo(1);
      assertThat(store.entries).as("deleted").isEmpty();
    }
  }

  @Test
  void get_entryInHandOverTheLimit_isNotRead() {
    MapStore store =
        new InHandStore() {
          @Override
          byte[] array(byte[] entry) {
            throw new AssertionError("Read before its size was checked");
          }
        };
    CompilationCache.builder().disk(store).build().put(KEY, Artifact.of(new byte[50_000]));
    CompilationCache small = CompilationCache.builder().disk(store).maximumEntryBytes(1000).build();
    assertThat(small.get(KEY)).isEmpty();
    assertThat(small.stats().tier(Tier.DISK).requests(Outcome.TOO_LARGE)).isEqualTo(1);
  }

  /** An entry of a store that is wrong about its size. */
  private record Claiming(StoredEntry entry, long size) implements StoredEntry {
    @Override
    public Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
      return entry.readWhole(arrival);
    }

    @Override
    public InputStream content() {
      return entry.content();
    }

    @Override
    public boolean discard() throws IOException {
      return entry.discard();
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }

  private void assertRejectedAndHealed(Integrity integrity, byte[] bad, boolean mayStay) {
    store.entries.put(KEY, bad);
    CompilationCache cache = cache(store, integrity);
    assertThat(cache.get(KEY)).isEmpty();
    if (!mayStay || cache.stats().tier(Tier.DISK).requests(Outcome.STALE) == 0) {
      assertThat(store.entries).as("a bad entry is deleted").isEmpty();
    }
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.MISS)).isZero();
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(cache.get(KEY)).contains(ARTIFACT);
  }

  private static CompilationCache cache(MapStore store, Integrity integrity) {
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
