package dev.wasmcache.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wasmcache.Bodies;
import dev.wasmcache.Keys;
import dev.wasmcache.PublicKeys;
import dev.wasmcache.SignatureKeyRing;
import dev.wasmcache.UnusableKeyException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which keys protect something, and that a ring takes no other one. */
final class Edwards25519Test {

  private static final String SMALL_ORDER = "small order";
  private static final String NOT_CANONICAL = "not in canonical form";
  private static final String OFF_CURVE = "not a point on the curve";
  private static final String OTHER_SUBGROUP = "outside the subgroup";

  @Test
  void K01_add_pointOfSmallOrder_isRefused() {
    for (String hex : PublicKeys.OF_SMALL_ORDER) {
      assertRefused(PublicKeys.point(hex), SMALL_ORDER);
    }
    for (String hex : PublicKeys.OF_SMALL_ORDER_NOT_CANONICAL) {
      assertRefused(PublicKeys.point(hex), NOT_CANONICAL);
    }
  }

  @Test
  void K01_verify_forgedSignatureForTheNeutralPoint_isValidForThePlatform() throws Exception {
    byte[] neutral = PublicKeys.point(PublicKeys.OF_SMALL_ORDER.get(0));
    PublicKey key = SignatureKeyRing.publicKey(PublicKeys.der(neutral));
    // R is the neutral point and S is 0, so S B = R + k A for every message.
    byte[] forged = Arrays.copyOf(neutral, Ed25519.SIGNATURE_SIZE);
    for (int i = 0; i < 64; i++) {
      byte[] message = Bodies.random(i, 100);
      assertThat(Ed25519.verify(key, forged, message, message.length)).isTrue();
    }
    assertRefused(neutral, SMALL_ORDER);
  }

  @Test
  void K02_add_pointThatIsNotOnTheCurve_isRefused() {
    Random random = new Random(8032);
    List<byte[]> off = new ArrayList<>();
    List<byte[]> on = new ArrayList<>();
    while (off.size() < 300) {
      byte[] bytes = new byte[Edwards25519.ENCODED_SIZE];
      random.nextBytes(bytes);
      var number = ReferenceCurve.littleEndian(bytes);
      boolean known = ReferenceCurve.of(number.clearBit(255), number.testBit(255)).isPresent();
      (known ? on : off).add(bytes);
    }
    for (byte[] bytes : off) {
      assertRefused(bytes, OFF_CURVE);
    }
    // One in eight points is in the subgroup.
    assertThat(on.stream().map(Edwards25519::problem).filter(Optional::isPresent))
        .hasSizeBetween(on.size() / 2, on.size())
        .allSatisfy(problem -> assertThat(problem.orElseThrow()).contains(OTHER_SUBGROUP));
  }

  @Test
  void K03_add_encodingThatIsNotCanonical_isRefused() {
    assertThat(PublicKeys.notCanonical())
        .hasSize(38)
        .allSatisfy(
            bytes ->
                assertThat(Edwards25519.problem(bytes).orElseThrow())
                    .containsAnyOf(NOT_CANONICAL, OFF_CURVE));
  }

  @Test
  void K04_publicKey_wrongLength_isRefused() {
    byte[] genuine = point(Keys.pair("a"));
    for (int length = 0; length < 64; length++) {
      byte[] other = Arrays.copyOf(genuine, length);
      if (length == genuine.length) {
        assertThat(Edwards25519.problem(other)).isEmpty();
      } else {
        assertThat(Edwards25519.problem(other).orElseThrow()).contains(length + " bytes");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> SignatureKeyRing.publicKey(PublicKeys.der(other)));
      }
    }
  }

  @Test
  void K04_publicKey_bytesAfterTheKey_isRefused() {
    byte[] der = Keys.pair("a").getPublic().getEncoded();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignatureKeyRing.publicKey(Arrays.copyOf(der, der.length + 1)))
        .withMessageContaining("not an Ed25519 public key");
  }

  @Test
  void K05_add_genuineKeyPlusPointOfSmallOrder_isRefused() {
    for (int i = 0; i < 5; i++) {
      assertThat(PublicKeys.ofMixedOrder(point(Keys.pair("mixed " + i))))
          .hasSize(7)
          .allSatisfy(bytes -> assertRefused(bytes, OTHER_SUBGROUP));
    }
  }

  @Test
  void K06_add_keysOfTheStandard_areAccepted() {
    for (String hex : PublicKeys.OF_RFC_8032) {
      byte[] der = PublicKeys.der(PublicKeys.point(hex));
      assertThat(SignatureKeyRing.builder().add("k1", der).build().ids()).containsExactly("k1");
    }
  }

  @Test
  void K06_add_thousandGenuineKeys_areAccepted() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    SignatureKeyRing.Builder ring = SignatureKeyRing.builder();
    for (int i = 0; i < 1_000; i++) {
      ring.add("k" + i, generator.generateKeyPair().getPublic());
    }
    assertThat(ring.build().ids()).hasSize(1_000);
  }

  @Test
  void K06_problem_pointsOfEveryKind_agreesWithTheReference() {
    for (String hex : PublicKeys.OF_SMALL_ORDER) {
      assertThat(ReferenceCurve.decode(PublicKeys.point(hex)).times(BigInteger.valueOf(8)))
          .isEqualTo(ReferenceCurve.NEUTRAL);
    }
    byte[] genuine = point(Keys.pair("a"));
    assertThat(ReferenceCurve.decode(genuine).times(ReferenceCurve.ORDER))
        .isEqualTo(ReferenceCurve.NEUTRAL);
    assertThat(PublicKeys.ofMixedOrder(genuine))
        .allSatisfy(
            bytes ->
                assertThat(ReferenceCurve.decode(bytes).times(ReferenceCurve.ORDER))
                    .isNotEqualTo(ReferenceCurve.NEUTRAL));
  }

  @Test
  void K07_add_keyOfAnotherProviderWithoutAnEncoding_isRefused() {
    PublicKey opaque =
        new PublicKey() {
          @Override
          public String getAlgorithm() {
            return "Ed25519";
          }

          @Override
          public String getFormat() {
            return null;
          }

          @Override
          public byte[] getEncoded() {
            return null;
          }
        };
    assertThatExceptionOfType(UnusableKeyException.class)
        .isThrownBy(() -> SignatureKeyRing.builder().add("k1", opaque))
        .withMessageContaining("'k1' cannot be used: it has no encoding");
  }

  private static void assertRefused(byte[] point, String reason) {
    assertThatExceptionOfType(UnusableKeyException.class)
        .isThrownBy(() -> SignatureKeyRing.builder().add("k1", PublicKeys.der(point)))
        .withMessageContaining("The key 'k1' cannot be used: it is ")
        .withMessageContaining(reason);
  }

  private static byte[] point(KeyPair pair) {
    byte[] der = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(der, der.length - Edwards25519.ENCODED_SIZE, der.length);
  }
}
