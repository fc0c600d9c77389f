package dev.wasmcache.spring.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wasmcache.FuzzDuration;
import dev.wasmcache.Integrity;
import dev.wasmcache.SecretTexts;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys as an operator may configure them: an integrity, or a message that shows no secret. */
@ExtendWith(FuzzDuration.class)
final class KeysFuzzTest {

  @FuzzTest
  void integrity_anyKeys_isMadeOrRefusedWithoutShowingASecret(FuzzedDataProvider data) {
    List<IntegrityProperties.Key> keys = new ArrayList<>();
    SecretTexts secrets = new SecretTexts();
    for (int count = data.consumeInt(0, 4); count > 0; count--) {
      String secret = secret(data, secrets);
      String id = data.consumeBoolean() ? data.consumeString(40) : data.pickValue(IDS);
      secrets.allow(id == null ? "" : id);
      keys.add(new IntegrityProperties.Key(id, secret, null, null));
    }
    try {
      Integrity integrity = Keys.integrity(keys, List.of());
      assertThat(integrity.authenticates()).isEqualTo(!keys.isEmpty());
      secrets.assertNotIn(integrity + " " + keys);
    } catch (InvalidSettingException e) {
      assertThat(e.property()).startsWith("wasm.cache.integrity.keys[");
      secrets.assertNotIn(e);
    }
  }

  private static final String[] IDS = {null, "", "k1", "k2"};

  /**
   * Random secrets, intact or damaged. One that happens to be a word of a message is not a finding.
   */
  private static String secret(FuzzedDataProvider data, SecretTexts secrets) {
    byte[] bytes = new byte[data.consumeInt(0, 64)];
    new Random(data.consumeLong()).nextBytes(bytes);
    secrets.add(bytes);
    String text = Base64.getEncoder().encodeToString(bytes);
    if (data.consumeBoolean()) {
      int position = data.consumeInt(0, text.length());
      text = text.substring(0, position) + data.consumeString(3) + text.substring(position);
      secrets.addText(text);
    }
    return data.consumeProbabilityFloat() < 0.1f ? null : text;
  }

  @Test
  void assertNotIn_messageOfADecoder_isCaught() {
    byte[] bytes = new byte[32];
    SecretTexts secrets = new SecretTexts();
    new Random(1).nextBytes(bytes);
    secrets.add(bytes);
    String text = Base64.getEncoder().encodeToString(bytes);
    // The naive implementation: the message quotes the refused value.
    IllegalArgumentException naive = new IllegalArgumentException("not a secret: " + text);
    assertThatThrownBy(() -> secrets.assertNotIn(new IllegalStateException(naive)))
        .isInstanceOf(AssertionError.class);
  }
}
