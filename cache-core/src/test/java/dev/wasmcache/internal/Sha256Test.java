package dev.wasmcache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class Sha256Test {

  /** The examples of FIPS 180-4. */
  @Test
  void of_examplesOfTheStandard_areAsPublished() {
    assertThat(hex("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
        .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assertThat(hex(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void of_everyLengthOfSomeBlocks_isThatOfThePlatform() {
    byte[] bytes = random(1_000);
    for (int length = 0; length <= bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThat(Sha256.of(part)).isEqualTo(Digests.sha256().digest(part));
    }
  }

  @Test
  void of_inPartsOfAnyLength_isLikeOnePart() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] bytes = random(10_000);
    byte[] expected = Digests.sha256().digest(bytes);
    for (int i = 0; i < 100; i++) {
      int first = random.nextInt(bytes.length);
      int second = first + random.nextInt(bytes.length - first);
      byte[][] parts = {
        Arrays.copyOf(bytes, first),
        Arrays.copyOfRange(bytes, first, second),
        Arrays.copyOfRange(bytes, second, bytes.length)
      };
      assertThat(Sha256.of(parts)).isEqualTo(expected);
    }
  }

  @Test
  void of_longEnoughToBeCompiled_isThatOfThePlatform() {
    byte[] bytes = random(20 << 20);
    assertThat(Sha256.of(bytes)).isEqualTo(Digests.sha256().digest(bytes));
  }

  @Test
  void sha256_moreThanAtAStart_isTheSameAllTheTime() {
    byte[] bytes = random(1 << 20);
    byte[] expected = Digests.sha256().digest(bytes);
    for (int i = 0; i < 20; i++) {
      assertThat(Digests.sha256(bytes)).isEqualTo(expected);
      assertThat(Digests.sha256(Arrays.copyOf(bytes, 77), Arrays.copyOfRange(bytes, 77, 1 << 20)))
          .isEqualTo(expected);
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }
}
