package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class CacheKeyTest {

  @Test
  void parse_ofHex_isTheKeyOfTheBytes() {
    for (int seed = 0; seed < 100; seed++) {
      byte[] bytes = Bodies.random(seed, 32);
      CacheKey key = CacheKey.of(bytes);
      assertThat(key.toBytes()).isEqualTo(bytes);
      assertThat(CacheKey.parse(key.toHex())).isEqualTo(key).hasSameHashCodeAs(key);
      assertThat(CacheKey.parse(key.toHex().toUpperCase(java.util.Locale.ROOT))).isEqualTo(key);
    }
  }

  @Test
  void compareTo_anyTwo_ordersAsTheTextDoes() {
    for (int seed = 0; seed < 100; seed++) {
      CacheKey one = CacheKey.of(Bodies.random(seed, 32));
      CacheKey other = CacheKey.of(Bodies.random(seed + 1_000, 32));
      assertThat(Integer.signum(one.compareTo(other)))
          .isEqualTo(Integer.signum(one.toHex().compareTo(other.toHex())));
      assertThat(one).isEqualByComparingTo(one);
    }
  }

  @Test
  void of_anotherLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CacheKey.of(new byte[31]))
        .withMessageContaining("32")
        .withMessageContaining("31");
  }

  @Test
  void D16_parse_anythingElse_isRefused() {
    for (String text :
        new String[] {
          "", "00", "zz".repeat(32), "../".repeat(21) + "x", "\0".repeat(64), "a".repeat(300)
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> CacheKey.parse(text));
    }
  }
}
