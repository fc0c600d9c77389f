package dev.wasmcache.spring.setting;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Detects file names that this JVM cannot encode. The locale at its start decides the encoding. It
 * is ASCII with {@code LC_ALL=C}, which is common in containers and services.
 */
public final class FileNames {

  /** What to do about such a name: a sentence. */
  public static final String REMEDY =
      "Start the application with a UTF-8 locale, such as LC_ALL=C.UTF-8, or use a name of ASCII"
          + " characters.";

  private static final char UNREADABLE = '\uFFFD';

  private FileNames() {}

  /** Returns why this JVM cannot use a name: a clause; empty if the encoding is not the reason. */
  public static Optional<String> problem(String name) {
    return problem(name, System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  static Optional<String> problem(String name, String encoding) {
    if (name.chars().allMatch(character -> character < 0x80)) {
      return Optional.empty();
    }
    String locale =
        "the locale of this JVM encodes file names in " + encoding + " (sun.jnu.encoding), ";
    if (name.indexOf(UNREADABLE) >= 0) {
      return Optional.of(locale + "in which part of the name could not be read");
    }
    if (!Charset.isSupported(encoding) || !Charset.forName(encoding).canEncode()) {
      return Optional.empty();
    }
    return Charset.forName(encoding).newEncoder().canEncode(name)
        ? Optional.empty()
        : Optional.of(locale + "which lacks some characters of this name");
  }
}
