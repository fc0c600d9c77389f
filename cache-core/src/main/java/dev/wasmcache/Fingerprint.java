package dev.wasmcache;

import dev.wasmcache.internal.entry.FingerprintEncoding;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything but the module that decides what a compiler's output is: part of every key, and stored
 * readable in every entry.
 *
 * <p>Two engines that could produce different artifacts from one module must have different
 * fingerprints. Immutable.
 *
 * @param engine the engine's family, {@code endive} for example; not blank
 * @param engineVersion what identifies the engine's code; not blank
 * @param options the compiler's options as text, sorted by name
 * @param target what the artifact runs on: an instruction set or a class file level; not blank
 * @param formatVersion the version of the engine adapter's artifact format; at least 0
 * @param generation a number that the operator raises to retire every artifact at once; at least 0
 */
public record Fingerprint(
    String engine,
    String engineVersion,
    Map<String, String> options,
    String target,
    int formatVersion,
    int generation) {

  /** The most bytes a fingerprint may take in an entry: {@value}. */
  public static final int MAXIMUM_ENCODED_SIZE = 16 * 1024;

  /**
   * @throws IllegalArgumentException if a text is blank, a number negative, or all of it together
   *     takes more than {@value #MAXIMUM_ENCODED_SIZE} bytes
   */
  public Fingerprint {
    requireText("engine", engine);
    requireText("engineVersion", engineVersion);
    requireText("target", target);
    requireNotNegative("formatVersion", formatVersion);
    requireNotNegative("generation", generation);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    for (Map.Entry<String, String> option : options.entrySet()) {
      requireEncodable(option.getKey());
      requireEncodable(option.getValue());
    }
    int size = FingerprintEncoding.size(engine, engineVersion, options, target);
    if (size > MAXIMUM_ENCODED_SIZE) {
      throw new IllegalArgumentException(
          "A fingerprint takes at most "
              + MAXIMUM_ENCODED_SIZE
              + " bytes, not "
              + size
              + ": put a digest in the place of a long option");
    }
  }

  /** Returns the same fingerprint in another generation. */
  public Fingerprint withGeneration(int newGeneration) {
    return new Fingerprint(engine, engineVersion, options, target, formatVersion, newGeneration);
  }

  /**
   * A text that UTF-8 cannot express would be stored as another one, which may be there already.
   */
  private static void requireEncodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw new IllegalArgumentException("A text has half a character at " + i);
      }
    }
  }

  private static void requireText(String name, String value) {
    requireEncodable(value);
    if (value.isBlank()) {
      throw new IllegalArgumentException("The " + name + " of a fingerprint must not be blank");
    }
  }

  private static void requireNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "The " + name + " of a fingerprint must not be negative: " + value);
    }
  }

  // Written out: the first record that is compared costs a fresh JVM some twenty milliseconds.

  @Override
  public boolean equals(@Nullable Object object) {
    return object == this
        || (object instanceof Fingerprint other
            && formatVersion == other.formatVersion
            && generation == other.generation
            && engine.equals(other.engine)
            && engineVersion.equals(other.engineVersion)
            && target.equals(other.target)
            && options.equals(other.options));
  }

  @Override
  public int hashCode() {
    return 31 * engineVersion.hashCode() + options.hashCode() + generation;
  }
}
