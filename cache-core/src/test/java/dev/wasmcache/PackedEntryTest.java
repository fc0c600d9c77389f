package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.internal.entry.ArrivingBody;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.stats.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a compressed entry, only the body that was digested is handed out, whatever the bytes. */
final class PackedEntryTest {

  private static final CacheKey KEY = Requests.of(1).key();
  private static final int LIMIT = 1_000_000;
  private static final byte[] SMALL = PackedEntries.body(300);
  // Its entry is longer than a slice.
  private static final byte[] LARGE = PackedEntries.body(700_000);
  private static final Integrity CHECKSUM = Integrity.checksum();

  static Stream<Integrity> integrities() {
    return Keys.integrities();
  }

  /** How an entry comes: as a stream, in an array, or in an array step by step. */
  private enum Way {
    STREAM,
    ARRAY,
    IN_STEPS;

    private Artifact read(EntryReader reader, byte[] entry) throws IOException {
      return switch (this) {
        case STREAM -> streamed(reader, entry, entry.length);
        case ARRAY -> arrived(reader, entry, entry.length);
        case IN_STEPS -> arrived(reader, entry, Math.max(1, entry.length / 7));
      };
    }
  }

  private static EntryReader reader(Integrity integrity) {
    return EntryReader.ofNetwork(integrity.authenticator(), LIMIT);
  }

  private static Artifact streamed(EntryReader reader, byte[] entry, long size) throws IOException {
    return Artifact.of(reader.read(KEY, new Streamed(new ByteArrayInputStream(entry), size)));
  }

  /** The array is longer than the entry, which begins somewhere in it. */
  private static Artifact arrived(EntryReader reader, byte[] entry, int step) throws IOException {
    byte[] array = new byte[entry.length + 9];
    try (ArrivingBody arriving = reader.expect(KEY)) {
      for (int to = 0; to < entry.length; to = Math.min(to + step, entry.length)) {
        arriving.arrived(array, 5, 5 + to);
        System.arraycopy(entry, to, array, 5 + to, Math.min(step, entry.length - to));
      }
      StoredEntry whole = new Whole(ByteBuffer.wrap(array, 5, entry.length));
      return Artifact.of(reader.read(KEY, whole, arriving));
    }
  }

  private record Streamed(InputStream content, long size) implements StoredEntry {
    @Override
    public boolean discard() {
      return false;
    }

    @Override
    public void close() {}
  }

  private record Whole(ByteBuffer bytes) implements StoredEntry {
    @Override
    public long size() {
      return bytes.remaining();
    }

    @Override
    public InputStream content() {
      throw new AssertionError("It has already been read");
    }

    @Override
    public Optional<ByteBuffer> readWhole(Arrival arrival) {
      return Optional.of(bytes);
    }

    @Override
    public boolean discard() {
      return false;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void read_goodEntry_isTheBody(Integrity integrity) throws Exception {
    for (byte[] body : new byte[][] {SMALL, LARGE, {}, new byte[LIMIT]}) {
      byte[] entry = PackedEntries.of(KEY, body, integrity);
      for (Way way : Way.values()) {
        assertThat(way.read(reader(integrity), entry).bytes()).isEqualTo(body);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void read_anyBitFlipped_isRefusedOrTheSameBody(Integrity integrity) {
    byte[] good = PackedEntries.of(KEY, SMALL, integrity);
    int header = good.length - PackedEntries.deflated(SMALL).length;
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      for (Way way : Way.values()) {
        try {
          assertThat(way.read(reader(integrity), bad).bytes()).isEqualTo(SMALL);
          assertThat(bit / 8).as("only padding changes nothing").isGreaterThanOrEqualTo(header);
        } catch (BadEntryException e) {
          // Refused.
        } catch (IOException e) {
          throw new AssertionError("not a refusal, bit " + bit, e);
        }
      }
    }
  }

  @Test
  void read_truncatedOrContinued_isCorrupt() {
    for (byte[] body : new byte[][] {SMALL, LARGE}) {
      byte[] good = PackedEntries.of(KEY, body, CHECKSUM);
      int step = Math.max(1, good.length / 300);
      for (int length = 0; length < good.length; length += step) {
        assertCorrupt(Arrays.copyOf(good, length));
      }
      assertCorrupt(Arrays.copyOf(good, good.length - 1));
      assertCorrupt(Arrays.copyOf(good, good.length + 1));
      assertCorrupt(PackedEntries.concat(good, good));
    }
  }

  private static void assertCorrupt(byte[] entry) {
    for (Way way : Way.values()) {
      assertRefused(() -> way.read(reader(CHECKSUM), entry), Outcome.CORRUPT);
    }
  }

  private static void assertRefused(ThrowingCallable read, Outcome outcome) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            BadEntryException.class, e -> assertThat(e.outcome()).isEqualTo(outcome));
  }

  @Test
  void F17_read_moreOrLessThanTheHeaderSays_isCorrupt() {
    for (int length : new int[] {0, 1, SMALL.length - 1, SMALL.length + 1, LIMIT}) {
      byte[] header = PackedEntries.header(KEY, SMALL, length, CHECKSUM);
      assertCorrupt(
          PackedEntries.concat(PackedEntries.ENVELOPE, header, PackedEntries.deflated(SMALL)));
    }
    byte[] negative = PackedEntries.header(KEY, SMALL, -1, CHECKSUM);
    assertCorrupt(
        PackedEntries.concat(PackedEntries.ENVELOPE, negative, PackedEntries.deflated(SMALL)));
  }

  @Test
  void F17_read_bomb_givesNoMoreThanTheHeaderSays() {
    byte[] bomb = PackedEntries.deflated(new byte[200 * LIMIT]);
    byte[] header = PackedEntries.header(KEY, new byte[LIMIT], LIMIT, CHECKSUM);
    assertCorrupt(PackedEntries.concat(PackedEntries.ENVELOPE, header, bomb));
  }

  @Test
  void F17_read_blocksThatGiveNothing_endWithTheStatedLength() {
    byte[] header = PackedEntries.header(KEY, SMALL, SMALL.length, CHECKSUM);
    byte[] front = PackedEntries.concat(PackedEntries.ENVELOPE, header);
    InputStream endless =
        new InputStream() {
          private int position;

          @Override
          public int read() {
            int at = position++;
            // Stored blocks of length 0, none of them the last one.
            return at < front.length
                ? Byte.toUnsignedInt(front[at])
                : (at - front.length) % 5 < 3 ? 0 : 0xff;
          }
        };
    assertRefused(() -> reader(CHECKSUM).read(KEY, new Streamed(endless, LIMIT)), Outcome.CORRUPT);
  }

  @Test
  void read_longerThanItsStoreSays_isCorrupt() {
    byte[] good = PackedEntries.of(KEY, LARGE, CHECKSUM);
    for (int difference : new int[] {-1, 1, 1000}) {
      assertRefused(
          () -> streamed(reader(CHECKSUM), good, good.length + difference), Outcome.CORRUPT);
    }
  }

  @Test
  void read_overTheLimitBeforeOrAfter_isTooLarge() {
    byte[] header = PackedEntries.header(KEY, SMALL, LIMIT + 1, CHECKSUM);
    byte[] entry =
        PackedEntries.concat(PackedEntries.ENVELOPE, header, PackedEntries.deflated(SMALL));
    for (Way way : Way.values()) {
      assertThatThrownBy(() -> way.read(reader(CHECKSUM), entry))
          .hasMessage("it has 1000001 bytes, stored as " + entry.length + "; the limit is 1000000");
    }
    assertRefused(
        () -> reader(CHECKSUM).read(KEY, new Streamed(InputStream.nullInputStream(), 2L * LIMIT)),
        Outcome.TOO_LARGE);
  }

  @Test
  void read_unknownEnvelope_isStale() {
    byte[] good = PackedEntries.of(KEY, SMALL, CHECKSUM);
    for (int position : new int[] {8, 9, 10}) {
      byte[] other = good.clone();
      other[position] += 1;
      for (Way way : Way.values()) {
        assertRefused(() -> way.read(reader(CHECKSUM), other), Outcome.STALE);
      }
    }
    byte[] reserved = good.clone();
    reserved[15] = 1;
    assertCorrupt(reserved);
  }

  @Test
  void read_otherKeyOrForged_isRefused() {
    byte[] ofOther = PackedEntries.of(Requests.of(2).key(), SMALL, CHECKSUM);
    assertCorrupt(ofOther);
    for (Keys kind : Keys.values()) {
      byte[] forged = PackedEntries.of(KEY, SMALL, kind.forger("k1"));
      byte[] unsigned = PackedEntries.of(KEY, SMALL, CHECKSUM);
      for (Way way : Way.values()) {
        assertRefused(() -> way.read(reader(kind.of("k1")), forged), Outcome.UNAUTHENTIC);
        assertRefused(() -> way.read(reader(kind.of("k1")), unsigned), Outcome.UNAUTHENTIC);
      }
    }
  }

  @Test
  void read_fromFiles_isNoEntry() {
    byte[] good = PackedEntries.of(KEY, SMALL, CHECKSUM);
    EntryReader files = new EntryReader(CHECKSUM.authenticator(), LIMIT);
    for (Way way : Way.values()) {
      assertRefused(() -> way.read(files, good), Outcome.CORRUPT);
    }
    assertRefused(() -> files.read(KEY, good), Outcome.CORRUPT);
  }

  @Test
  void read_entryInAnotherArrayThanWasTold_isUnpackedFromTheStart() throws Exception {
    byte[] good = PackedEntries.of(KEY, SMALL, CHECKSUM);
    byte[] bad = good.clone();
    bad[good.length - 5] ^= 1;
    for (byte[] told : new byte[][] {good, bad}) {
      byte[] there = told == good ? bad : good;
      try (ArrivingBody arriving = reader(CHECKSUM).expect(KEY)) {
        arriving.arrived(told, 0, told.length);
        StoredEntry whole = new Whole(ByteBuffer.wrap(there));
        if (there == bad) {
          assertRefused(() -> reader(CHECKSUM).read(KEY, whole, arriving), Outcome.CORRUPT);
        } else {
          assertThat(Artifact.of(reader(CHECKSUM).read(KEY, whole, arriving)).bytes())
              .isEqualTo(SMALL);
        }
      }
    }
  }
}
