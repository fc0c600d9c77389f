package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.internal.entry.Authenticator;
import dev.wasmcache.internal.entry.EntryHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** Arbitrary ids and secrets: either a key ring, or a refusal that does not show a secret. */
@ExtendWith(FuzzDuration.class)
final class KeyRingFuzzTest {

  private static final CacheKey KEY = CacheKey.of(new byte[CacheKey.LENGTH]);

  @FuzzTest
  void add_anyKeys_makesARingOrRefusesWithoutShowingASecret(FuzzedDataProvider data) {
    KeyRing.Builder builder = KeyRing.builder();
    Map<String, byte[]> expected = new LinkedHashMap<>();
    SecretTexts secrets = new SecretTexts();
    int count = data.consumeInt(0, 4);
    for (int i = 0; i < count; i++) {
      String id = data.consumeString(40);
      secrets.allow(id);
      // Random secrets: one that happens to be a word of the message would be a false alarm.
      byte[] secret = Bodies.random(data.consumeLong(), data.consumeInt(0, 64));
      secrets.add(secret);
      try {
        builder.add(id, secret);
        expected.putIfAbsent(id, secret.clone());
      } catch (IllegalArgumentException e) {
        secrets.assertNotIn(e);
      }
      // The ring has its own copies.
      Arrays.fill(secret, (byte) 0);
    }
    assertRing(builder, expected, secrets);
  }

  private static void assertRing(
      KeyRing.Builder builder, Map<String, byte[]> expected, SecretTexts secrets) {
    KeyRing ring;
    try {
      ring = builder.build();
    } catch (IllegalArgumentException e) {
      assertThat(expected).isEmpty();
      return;
    }
    assertThat(ring.ids()).isEqualTo(expected.keySet());
    String first = expected.keySet().iterator().next();
    assertAccepts(KeyRing.of(first, expected.get(first)), ring);
    expected.forEach((id, secret) -> assertAccepts(ring, KeyRing.of(id, secret)));
    secrets.assertNotIn(ring + " " + Integrity.hmac(ring));
  }

  /** The first key of one ring signs, and another ring verifies. */
  private static void assertAccepts(KeyRing verifying, KeyRing signing) {
    byte[] header =
        EntryHeader.undigested(KEY, 0, Duration.ZERO, Instant.EPOCH, null)
            .withDigest(new byte[Authenticator.BodyDigest.SIZE])
            .encode(Integrity.hmac(signing).authenticator());
    assertThatCode(() -> EntryHeader.decode(header, Integrity.hmac(verifying).authenticator()))
        .doesNotThrowAnyException();
  }
}
