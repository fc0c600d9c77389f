package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class SignatureKeyRingTest {

  // openssl genpkey -algorithm ed25519 -outform DER | base64, and its public key.
  private static final String PRIVATE =
      "MC4CAQAwBQYDK2VwBCIEID/3dugjZquiLlzFBOqgcws6rNqy83fxO+IBgsYR6chg";
  private static final String PUBLIC =
      "MCowBQYDK2VwAyEAq6MyNIQS9cKEem5kh7wXrC2CanjcuXZUGACpKnWQ7Lg=";

  private static final KeyPair PAIR = Keys.pair("a");
  private static final PublicKey PUBLIC_KEY = PAIR.getPublic();
  private static final PrivateKey PRIVATE_KEY = PAIR.getPrivate();

  @Test
  void add_keysThatOpensslWrote_signAndVerify() {
    SignatureKeyRing ring =
        SignatureKeyRing.builder()
            .add("k1", Base64.getDecoder().decode(PUBLIC))
            .signWith("k1", Base64.getDecoder().decode(PRIVATE))
            .build();
    assertThat(ring.ids()).containsExactly("k1");
    assertThat(Integrity.ed25519(ring).canWrite()).isTrue();
  }

  @Test
  void signWith_privateKeyOfAnotherPublicKey_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SignatureKeyRing.builder()
                    .add("k1", PUBLIC_KEY)
                    .signWith("k1", Keys.pair("b").getPrivate()))
        .withMessage("The private key 'k1' does not belong to the public key of this id");
  }

  @Test
  void signWith_noPublicKeyOrTwice_isRefused() {
    SignatureKeyRing.Builder builder = SignatureKeyRing.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.signWith("k1", PRIVATE_KEY))
        .withMessage("Add the public key 'k1' before you sign with it");
    builder.add("k1", PUBLIC_KEY).signWith("k1", PRIVATE_KEY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.signWith("k1", PRIVATE_KEY))
        .withMessage("The key 'k1' signs already");
  }

  @Test
  void D14_add_keyOfAnotherAlgorithm_isRefused() {
    for (String algorithm : new String[] {"Ed448", "X25519", "EC"}) {
      KeyPair other = Keys.generate(algorithm);
      assertThatIllegalArgumentException()
          .as(algorithm)
          .isThrownBy(() -> SignatureKeyRing.builder().add("k1", other.getPublic()))
          .withMessage("The public key 'k1' is not for Ed25519");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SignatureKeyRing.publicKey(other.getPublic().getEncoded()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SignatureKeyRing.privateKey(other.getPrivate().getEncoded()));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  SignatureKeyRing.builder()
                      .add("k1", PUBLIC_KEY)
                      .signWith("k1", other.getPrivate()));
    }
  }

  @Test
  void D14_key_shortOrGarbled_isRefusedWithoutShowingIt() {
    byte[] publicDer = PUBLIC_KEY.getEncoded();
    byte[] privateDer = PRIVATE_KEY.getEncoded();
    for (int length = 0; length < publicDer.length; length++) {
      byte[] cut = Arrays.copyOf(publicDer, length);
      assertThatIllegalArgumentException().isThrownBy(() -> SignatureKeyRing.publicKey(cut));
    }
    for (int length = 0; length < privateDer.length; length++) {
      byte[] cut = Arrays.copyOf(privateDer, length);
      assertThatThrownBy(() -> SignatureKeyRing.privateKey(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasNoCause()
          .hasMessage("This is not an Ed25519 private key, encoded as unencrypted PKCS#8 in DER");
    }
  }

  @Test
  void D14_build_noKey_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SignatureKeyRing.builder().build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignatureKeyRing.builder().retire("k1").build());
  }

  @Test
  void D12_retire_keyInUse_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignatureKeyRing.builder().add("k1", PUBLIC_KEY).retire("k1"))
        .withMessage("The key 'k1' is both in use and retired");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignatureKeyRing.builder().retire("k1").add("k1", PUBLIC_KEY));
  }

  @Test
  void toString_always_showsNoKey() {
    SignatureKeyRing signs =
        SignatureKeyRing.builder()
            .add("k1", PUBLIC_KEY)
            .signWith("k1", PRIVATE_KEY)
            .retire("k0")
            .build();
    assertThat(Integrity.ed25519(signs))
        .hasToString("ed25519 SignatureKeyRing[k1 of 1, retired [k0]]");
    assertThat(SignatureKeyRing.builder().add("k1", PUBLIC_KEY).build())
        .hasToString("SignatureKeyRing[verifies only, 1]");
  }
}
