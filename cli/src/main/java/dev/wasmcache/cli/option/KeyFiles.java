package dev.wasmcache.cli.option;

import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.SignatureKeyRing;
import dev.wasmcache.UnusableKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys from files: PEM, Base64 of the DER encoding, or the DER encoding itself. No message
 * shows any part of a key.
 */
public final class KeyFiles {

  public static final String PRIVATE_KEY = "--private-key";

  private static final int LARGEST_FILE = 64 * 1024;
  private static final int DER_SEQUENCE = 0x30;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*)-----END \\1-----\\s*", Pattern.DOTALL);

  private KeyFiles() {}

  /** Returns what entries are verified with; without keys, a checksum. */
  public static Integrity integrity(GlobalOptions options) {
    return integrity(options, Map.of());
  }

  /**
   * Returns what entries are verified and signed with; without keys, a checksum.
   *
   * @param privateKeys the file of the key that signs, by the id of its public key
   * @throws UsageException if the keys cannot be used
   */
  public static Integrity integrity(GlobalOptions options, Map<String, Path> privateKeys) {
    if (privateKeys.size() > 1) {
      throw new UsageException("Give one " + PRIVATE_KEY + ": an entry has one signature.");
    }
    if (!options.secrets().isEmpty()) {
      if (!options.publicKeys().isEmpty() || !privateKeys.isEmpty()) {
        throw new UsageException(
            "Give "
                + GlobalOptions.SECRET
                + " or "
                + GlobalOptions.PUBLIC_KEY
                + ", not both: an entry has one authenticator.");
      }
      return Integrity.hmac(secrets(options.secrets()));
    }
    if (options.publicKeys().isEmpty() && privateKeys.isEmpty()) {
      return Integrity.checksum();
    }
    return Integrity.ed25519(signatures(options.publicKeys(), privateKeys));
  }

  private static KeyRing secrets(Map<String, Path> files) {
    KeyRing.Builder ring = KeyRing.builder();
    files.forEach(
        (id, file) -> {
          byte[] secret =
              base64(GlobalOptions.SECRET, id, file, text(read(GlobalOptions.SECRET, id, file)));
          add(GlobalOptions.SECRET, id, file, () -> ring.add(id, secret));
        });
    return ring.build();
  }

  private static SignatureKeyRing signatures(
      Map<String, Path> publicKeys, Map<String, Path> privateKeys) {
    SignatureKeyRing.Builder ring = SignatureKeyRing.builder();
    publicKeys.forEach(
        (id, file) -> {
          byte[] der = der(GlobalOptions.PUBLIC_KEY, id, file, "PUBLIC KEY");
          add(GlobalOptions.PUBLIC_KEY, id, file, () -> ring.add(id, der));
        });
    privateKeys.forEach(
        (id, file) -> {
          if (!publicKeys.containsKey(id)) {
            throw new UsageException(
                PRIVATE_KEY
                    + " "
                    + id
                    + ": give "
                    + GlobalOptions.PUBLIC_KEY
                    + " "
                    + id
                    + "=FILE too. 'openssl pkey -in "
                    + file
                    + " -pubout' writes it.");
          }
          byte[] der = der(PRIVATE_KEY, id, file, "PRIVATE KEY");
          add(PRIVATE_KEY, id, file, () -> ring.signWith(id, der));
        });
    return ring.build();
  }

  private static void add(String option, String id, Path file, Runnable adding) {
    try {
      adding.run();
    } catch (UnusableKeyException e) {
      throw refused(option, id, file, e.reason());
    } catch (IllegalArgumentException e) {
      throw refused(option, id, file, e.getMessage());
    }
  }

  private static byte[] der(String option, String id, Path file, String label) {
    byte[] content = read(option, id, file);
    if (content.length > 0 && content[0] == DER_SEQUENCE) {
      return content;
    }
    String text = text(content);
    Matcher pem = PEM.matcher(text);
    if (pem.matches()) {
      if (!pem.group(1).equals(label)) {
        throw refused(option, id, file, "it is PEM of another kind than " + label);
      }
      text = pem.group(2);
    }
    return base64(option, id, file, text);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).strip();
  }

  private static byte[] base64(String option, String id, Path file, String text) {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      // Its message quotes a character of the key.
      throw refused(option, id, file, "it is neither Base64 nor PEM");
    }
  }

  private static byte[] read(String option, String id, Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw refused(option, id, file, "it is larger than 64 KB");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw refused(option, id, file, "it cannot be read (" + e + ")");
    }
  }

  private static UsageException refused(
      String option, String id, Path file, @Nullable String reason) {
    return new UsageException(option + " " + id + "=" + file + " is not used: " + reason + ".");
  }
}
