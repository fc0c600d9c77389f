package dev.wasmcache;

import static dev.wasmcache.DecoderCheck.CHECKSUM;
import static dev.wasmcache.DecoderCheck.HMAC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.internal.entry.EntryHeader;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/** Arbitrary bytes instead of an entry. */
@ExtendWith(FuzzDuration.class)
final class EntryFuzzTest {

  private static final byte[] SIGNED = DecoderCheck.good(HMAC);
  private static final DecoderCheck.Decoder CHECKSUM_DECODER = DecoderCheck.product(CHECKSUM);
  private static final DecoderCheck.Decoder HMAC_DECODER = DecoderCheck.product(HMAC);

  static Stream<byte[]> seeds() {
    return Stream.of(CHECKSUM, HMAC)
        .map(DecoderCheck::good)
        .flatMap(
            good ->
                Stream.of(
                    good,
                    Arrays.copyOf(good, good.length - 1),
                    Arrays.copyOf(good, EntryHeader.FIXED_SIZE),
                    Seeds.with(good, 11, 0xff), // key-id-length
                    Seeds.with(good, 12, 0x7f), // fingerprint-length
                    Seeds.with(good, 16, 0x80), // body-length
                    Seeds.with(good, 20, 0x7f)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void read_anyBytes_isRefusedOrWhatWasPut(byte[] bytes) {
    DecoderCheck.accepts(CHECKSUM_DECODER, bytes, bytes.length);
    if (DecoderCheck.accepts(HMAC_DECODER, bytes, bytes.length)) {
      assertThat(bytes).as("only the holder of the secret can sign").isEqualTo(SIGNED);
    }
    for (long claimed : new long[] {bytes.length + 1, 200_000, Long.MAX_VALUE}) {
      assertThat(DecoderCheck.accepts(CHECKSUM_DECODER, bytes, claimed)).isFalse();
    }
  }

  @Test
  void read_goodEntries_areHandedOut() {
    assertThat(DecoderCheck.accepts(CHECKSUM_DECODER, DecoderCheck.good(CHECKSUM), size(CHECKSUM)))
        .isTrue();
    assertThat(DecoderCheck.accepts(HMAC_DECODER, SIGNED, size(HMAC))).isTrue();
  }

  private static long size(Integrity integrity) {
    return DecoderCheck.good(integrity).length;
  }

  @Test
  void read_naiveDecoder_isCaught() {
    byte[] good = DecoderCheck.good(CHECKSUM);
    NaiveDecoder naive = new NaiveDecoder();
    for (byte[] bad :
        new byte[][] {
          Seeds.with(good, 12, 0xff), // negative length of the fingerprint
          Seeds.with(good, 12, 0x08), // 128 MB of it
          Seeds.with(good, 20, 0x08), // 128 MB of body
          Seeds.with(good, 20, 0xff) // negative length of the body
        }) {
      assertThatThrownBy(() -> DecoderCheck.accepts(naive, bad, bad.length))
          .isInstanceOf(AssertionError.class);
    }
  }
}
