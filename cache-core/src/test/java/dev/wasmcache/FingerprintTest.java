package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wasmcache.internal.entry.FingerprintEncoding;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FingerprintTest {

  private static final Fingerprint FULL =
      new Fingerprint("endive", "1.0.0 ä", Map.of("b", "2", "a", "1"), "jvm-55", 3, 4);

  @Test
  void decode_ofEncoded_isTheSame() {
    byte[] bytes = FingerprintEncoding.encode(FULL);
    assertThat(FingerprintEncoding.decode(ByteBuffer.wrap(bytes))).isEqualTo(FULL);
    assertThat(FULL.options().keySet()).containsExactly("a", "b");
  }

  @Test
  void decode_cutOrLengthened_isRefused() {
    byte[] bytes = FingerprintEncoding.encode(FULL);
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
      assertThatIllegalArgumentException().isThrownBy(() -> FingerprintEncoding.decode(cut));
    }
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> FingerprintEncoding.decode(longer));
  }

  @Test
  void new_tooLong_isRefusedWithTheLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Fingerprint("e", "1", Map.of("functions", "1,".repeat(9_000)), "any", 1, 0))
        .withMessageContaining("16384")
        .withMessageContaining("digest");
  }

  @Test
  void new_textThatUtf8CannotExpress_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fingerprint("e", "1", Map.of("name", "a\ud800"), "any", 1, 0));
    assertThat(new Fingerprint("e", "1", Map.of("name", "\ud83d\ude00"), "any", 1, 0)).isNotNull();
  }

  @Test
  void new_blankOrNegative_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fingerprint(" ", "1", Map.of(), "any", 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Fingerprint("e", "1", Map.of(), "any", 1, -1));
  }
}
