package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.internal.entry.FingerprintEncoding;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/** A fingerprint has exactly one encoding, and an encoding exactly one fingerprint. */
@ExtendWith(FuzzDuration.class)
final class FingerprintFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            Requests.FINGERPRINT,
            new Fingerprint("e", "1", Map.of(), "t", 0, Integer.MAX_VALUE),
            new Fingerprint("e", "ä€😀", Map.of("a", "", "", "b", "c", "d"), "t", 1, 1))
        .map(FingerprintEncoding::encode);
  }

  @MethodSource("seeds")
  @FuzzTest
  void decode_anyBytes_isRefusedOrEncodesToTheSame(byte[] bytes) {
    Fingerprint fingerprint;
    try {
      fingerprint = FingerprintEncoding.decode(ByteBuffer.wrap(bytes));
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(FingerprintEncoding.encode(fingerprint)).isEqualTo(bytes);
  }
}
