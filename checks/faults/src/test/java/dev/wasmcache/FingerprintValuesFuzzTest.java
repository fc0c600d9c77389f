package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.internal.entry.FingerprintEncoding;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** A fingerprint of any values is read back unchanged. */
@ExtendWith(FuzzDuration.class)
final class FingerprintValuesFuzzTest {

  @FuzzTest
  void encode_anyValues_areRefusedOrDecodeToTheSame(FuzzedDataProvider data) {
    Map<String, String> options = new HashMap<>();
    String engine = data.consumeString(20);
    String version = data.consumeString(20);
    String target = data.consumeString(20);
    int formatVersion = data.consumeInt();
    int generation = data.consumeInt();
    for (int count = data.consumeInt(0, 5); count > 0; count--) {
      options.put(data.consumeString(100), data.consumeString(10_000));
    }
    Fingerprint fingerprint;
    try {
      fingerprint = new Fingerprint(engine, version, options, target, formatVersion, generation);
    } catch (IllegalArgumentException e) {
      return;
    }
    byte[] bytes = FingerprintEncoding.encode(fingerprint);
    assertThat(bytes).hasSizeLessThanOrEqualTo(Fingerprint.MAXIMUM_ENCODED_SIZE);
    assertThat(bytes)
        .hasSize(FingerprintEncoding.size(engine, version, fingerprint.options(), target));
    assertThat(FingerprintEncoding.decode(ByteBuffer.wrap(bytes))).isEqualTo(fingerprint);
  }
}
