package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class KeyRingTest {

  @Test
  void D14_add_shortSecret_isRefusedWithoutShowingIt() {
    byte[] secret = Bodies.random(1, 31);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.of("k1", secret))
        .withMessage("The secret of key 'k1' has 31 bytes; it needs at least 32");
  }

  @Test
  void add_badOrDoubleId_isRefused() {
    byte[] secret = Bodies.random(1, 32);
    for (String id : new String[] {"", "a b", "x".repeat(33), "ä"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.of(id, secret));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.builder().add("a", secret).add("a", secret));
  }

  @Test
  void D14_build_noKey_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.builder().build());
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.builder().retire("k1").build());
  }

  @Test
  void D12_retire_keyInUseOrBadId_isRefused() {
    byte[] secret = Bodies.random(1, 32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.builder().add("k1", secret).retire("k1"))
        .withMessage("The key 'k1' is both in use and retired");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRing.builder().retire("k1").add("k1", secret));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.builder().retire("a b"));
  }

  @Test
  void toString_always_showsNoSecret() {
    byte[] secret = Bodies.random(1, 32);
    KeyRing ring = KeyRing.builder().add("k1", secret).retire("k0").build();
    String text = Integrity.hmac(ring) + " " + ring;
    assertThat(text).contains("k1", "k0").doesNotContain(HexFormat.of().formatHex(secret));
  }
}
