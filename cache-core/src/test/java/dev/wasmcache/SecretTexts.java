package dev.wasmcache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What must not show: secrets, in each form in which they could be printed. */
public final class SecretTexts {

  // This much of a secret does not occur in a message by chance.
  private static final int PART = 8;

  private final List<String> texts = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();

  public void add(byte[] secret) {
    addText(HexFormat.of().formatHex(secret));
    addText(Base64.getEncoder().encodeToString(secret));
    addText(new String(secret, StandardCharsets.ISO_8859_1));
    addText(new String(secret, StandardCharsets.UTF_8));
    addText(Arrays.toString(secret));
  }

  public void addText(String text) {
    texts.add(text);
  }

  /** A fuzzer may write a part of a secret into the name of a key, which is public. */
  public void allow(String text) {
    if (!text.isEmpty()) {
      allowed.add(text);
    }
  }

  public void assertNotIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      assertNotIn(cause.toString());
    }
  }

  /** Not even a part of one. */
  public void assertNotIn(String message) {
    String shown = message;
    for (String text : allowed) {
      shown = shown.replace(text, "");
    }
    for (String text : texts) {
      for (int i = 0; i + PART <= text.length(); i += PART / 2) {
        if (shown.contains(text.substring(i, i + PART))) {
          throw new AssertionError("A part of a secret shows in: " + shown);
        }
      }
    }
  }
}
