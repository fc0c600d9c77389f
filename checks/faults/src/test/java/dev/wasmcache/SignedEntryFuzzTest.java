package dev.wasmcache;

import static dev.wasmcache.DecoderCheck.CHECKSUM;
import static dev.wasmcache.DecoderCheck.HMAC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryHeader;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arbitrary bytes signed with the secret: the content behind the authenticator is checked as if
 * there were no authenticator.
 */
@ExtendWith(FuzzDuration.class)
final class SignedEntryFuzzTest {

  static Stream<byte[]> seeds() {
    return EntryFuzzTest.seeds();
  }

  @MethodSource("seeds")
  @FuzzTest
  void read_anySignedBytes_isRefusedOrTheBodyThatWasSigned(byte[] bytes) {
    for (Integrity integrity : new Integrity[] {CHECKSUM, HMAC}) {
      byte[] signed = signed(bytes, integrity);
      DecoderCheck.accepts(DecoderCheck.product(integrity), signed, signed.length);
    }
  }

  @Test
  void read_signedAgain_isHandedOut() {
    for (Integrity integrity : new Integrity[] {CHECKSUM, HMAC}) {
      byte[] good = DecoderCheck.good(integrity);
      byte[] other = Seeds.with(good, good.length - 1, good[good.length - 1] ^ 1);
      for (byte[] bytes : new byte[][] {good, signed(good, integrity), signed(other, integrity)}) {
        assertThat(DecoderCheck.accepts(DecoderCheck.product(integrity), bytes, bytes.length))
            .isTrue();
      }
      assertThat(DecoderCheck.accepts(DecoderCheck.product(integrity), other, other.length))
          .as("the fuzz test reaches code that it could not reach without the secret")
          .isFalse();
    }
  }

  @Test
  void read_naiveDecoder_isCaught() {
    byte[] bad = signed(Seeds.with(DecoderCheck.good(CHECKSUM), 20, 0x08), CHECKSUM);
    assertThatThrownBy(() -> DecoderCheck.accepts(new NaiveDecoder(), bad, bad.length))
        .isInstanceOf(AssertionError.class);
  }

  /** The same bytes with a matching digest and authenticator, if there is room for them. */
  private static byte[] signed(byte[] bytes, Integrity by) {
    Authenticator integrity = by.authenticator();
    byte[] signed = bytes.clone();
    if (signed.length < EntryHeader.FIXED_SIZE) {
      return signed;
    }
    signed[10] = (byte) integrity.algorithm();
    int headerSize;
    try {
      headerSize = EntryHeader.size(signed, integrity);
    } catch (BadEntryException e) {
      return signed;
    }
    int signedLength = headerSize - integrity.authenticatorSize();
    if (headerSize > signed.length) {
      return signed;
    }
    Authenticator.BodyDigest digest = integrity.newBodyDigest();
    digest.update(signed, headerSize, signed.length - headerSize);
    int digestAt = EntryHeader.FIXED_SIZE - Authenticator.BodyDigest.SIZE;
    System.arraycopy(digest.value(), 0, signed, digestAt, Authenticator.BodyDigest.SIZE);
    byte[] authenticator =
        integrity.authenticate(Arrays.copyOf(signed, signedLength), signedLength);
    System.arraycopy(authenticator, 0, signed, signedLength, authenticator.length);
    return signed;
  }
}
