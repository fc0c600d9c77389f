package dev.wasmcache.spring.integrity;

import dev.wasmcache.spring.setting.InvalidSettingException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes the text of a key: Base64, or a PEM file. Exceptions never show the text. */
final class KeyText {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*)-----END \\1-----", Pattern.DOTALL);

  private KeyText() {}

  /**
   * Returns the bytes of a key.
   *
   * @param label the label that a PEM file must have
   * @throws InvalidSettingException if the text is neither Base64 nor PEM with this label
   */
  static byte[] decode(String property, String text, String label, String remedy) {
    String base64 = text.strip();
    Matcher pem = PEM.matcher(base64);
    if (pem.matches()) {
      if (!pem.group(1).equals(label)) {
        throw new InvalidSettingException(
            property,
            "holds a PEM text whose label is not " + label + " (value not shown)",
            remedy);
      }
      base64 = pem.group(2);
    }
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      // Its message quotes a character of the key, so it is not passed on as the cause.
      throw new InvalidSettingException(
          property, "is neither Base64 nor a PEM text (value not shown)", remedy);
    }
  }
}
