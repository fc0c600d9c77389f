package dev.wasmcache;

import static dev.wasmcache.DecoderCheck.CHECKSUM;
import static dev.wasmcache.DecoderCheck.HMAC;
import static dev.wasmcache.DecoderCheck.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryHeader;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/** Arbitrary bytes instead of a compressed entry, and behind a valid header. */
@ExtendWith(FuzzDuration.class)
final class PackedEntryFuzzTest {

  private static final byte[] BODY = PackedEntries.body(200);
  private static final int ENVELOPE = PackedEntries.ENVELOPE.length;
  private static final DecoderCheck.Decoder CHECKSUM_DECODER = DecoderCheck.network(CHECKSUM);
  private static final DecoderCheck.Decoder HMAC_DECODER = DecoderCheck.network(HMAC);

  static Stream<byte[]> seeds() {
    return Stream.of(CHECKSUM, HMAC)
        .map(integrity -> PackedEntries.of(KEY, BODY, integrity))
        .flatMap(
            good ->
                Stream.of(
                    good,
                    Arrays.copyOf(good, good.length - 1),
                    Arrays.copyOf(good, good.length + 1),
                    Arrays.copyOf(good, ENVELOPE + EntryHeader.FIXED_SIZE),
                    Seeds.with(good, 9, 3), // version
                    Seeds.with(good, 10, 2), // codec
                    Seeds.with(good, ENVELOPE + 16, 0x80), // body-length
                    Seeds.with(good, ENVELOPE + 21, 0x03),
                    Seeds.with(good, good.length - 20, 0xff)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void read_anyBytes_isRefusedOrWhatWasPut(byte[] bytes) {
    for (byte[] entry : new byte[][] {bytes, signed(bytes, CHECKSUM)}) {
      DecoderCheck.accepts(CHECKSUM_DECODER, entry, entry.length);
    }
    // Nothing of it is accepted without the secret but other ways to compress the same body.
    DecoderCheck.accepts(HMAC_DECODER, bytes, bytes.length);
    DecoderCheck.accepts(HMAC_DECODER, signed(bytes, HMAC), bytes.length);
    for (long claimed : new long[] {bytes.length + 1, 200_000, Long.MAX_VALUE}) {
      assertThat(DecoderCheck.accepts(CHECKSUM_DECODER, bytes, claimed)).isFalse();
    }
  }

  @Test
  void read_goodEntries_areHandedOut() {
    for (Integrity integrity : new Integrity[] {CHECKSUM, HMAC}) {
      byte[] good = PackedEntries.of(KEY, BODY, integrity);
      assertThat(
              DecoderCheck.accepts(
                  DecoderCheck.network(integrity), signed(good, integrity), good.length))
          .isTrue();
      byte[] bad = Seeds.with(good, ENVELOPE + 30, 1);
      assertThat(DecoderCheck.accepts(DecoderCheck.network(integrity), bad, bad.length)).isFalse();
      assertThat(
              DecoderCheck.accepts(
                  DecoderCheck.network(integrity), signed(bad, integrity), bad.length))
          .as("the fuzz test reaches code that it could not reach without the secret")
          .isTrue();
    }
  }

  /** The same bytes with a matching authenticator, if there is room for it. */
  private static byte[] signed(byte[] bytes, Integrity by) {
    Authenticator integrity = by.authenticator();
    if (bytes.length < ENVELOPE + EntryHeader.FIXED_SIZE) {
      return bytes;
    }
    byte[] entry = Arrays.copyOfRange(bytes, ENVELOPE, bytes.length);
    entry[10] = (byte) integrity.algorithm();
    try {
      int headerSize = EntryHeader.size(entry, integrity);
      int signedLength = headerSize - integrity.authenticatorSize();
      if (headerSize > entry.length) {
        return bytes;
      }
      byte[] authenticator =
          integrity.authenticate(Arrays.copyOf(entry, signedLength), signedLength);
      System.arraycopy(authenticator, 0, entry, signedLength, authenticator.length);
      return PackedEntries.concat(Arrays.copyOf(bytes, ENVELOPE), entry);
    } catch (BadEntryException e) {
      return bytes;
    }
  }
}
