package dev.wasmcache.cli.option;

import dev.wasmcache.CacheKey;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.EntryInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes through the entries of a cache, a page of keys at a time. */
public final class Entries {

  private static final int PAGE = 1000;
  private static final int FEWEST_DIGITS = 4;
  private static final int MOST_DIGITS = 2 * CacheKey.LENGTH;

  private Entries() {}

  /** Passes each key to a consumer, in ascending order. */
  public static void forEach(CacheAdmin admin, Consumer<CacheKey> consumer) {
    CacheKey last = null;
    List<CacheKey> page = admin.keys(null, PAGE);
    while (!page.isEmpty()) {
      for (CacheKey key : page) {
        consumer.accept(key);
        last = key;
      }
      page = admin.keys(last, PAGE);
    }
  }

  /** Returns how many keys there are. */
  public static long count(CacheAdmin admin) {
    long[] count = {0};
    forEach(admin, key -> count[0]++);
    return count[0];
  }

  /** Returns what the header of an entry says; empty if there is none that verifies. */
  public static Optional<EntryInfo> inspect(CacheAdmin admin, CacheKey key) {
    List<EntryInfo> found = admin.inspect(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /**
   * Finds a key by its first digits.
   *
   * @throws UsageException if the text cannot begin a key, or begins more than one
   */
  public static Optional<CacheKey> find(CacheAdmin admin, String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    if (digits.length() < FEWEST_DIGITS
        || digits.length() > MOST_DIGITS
        || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw new UsageException(
          "KEY is '"
              + text
              + "'; it has 64 hexadecimal digits, or the first "
              + FEWEST_DIGITS
              + " or more of them. 'wasm-cache list' shows them.");
    }
    CacheKey first = CacheKey.parse(digits + "0".repeat(MOST_DIGITS - digits.length()));
    List<CacheKey> next = admin.keys(before(first), 2);
    List<CacheKey> found = next.stream().filter(key -> key.toHex().startsWith(digits)).toList();
    if (found.size() > 1) {
      throw new UsageException(
          "KEY is '" + text + "', with which several keys begin. Give more of its digits.");
    }
    return found.stream().findFirst();
  }

  /** Returns the key before a key, since a page begins after a key; null before the first. */
  private static @Nullable CacheKey before(CacheKey key) {
    byte[] bytes = key.toBytes();
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i]-- != 0) {
        return CacheKey.of(bytes);
      }
    }
    return null;
  }

  /** Returns the fields of an entry for JSON. */
  public static Map<String, Object> fields(CacheKey key, Optional<EntryInfo> info) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", key.toHex());
    fields.put("readable", info.isPresent());
    info.ifPresent(
        entry -> {
          fields.put("bytes", entry.size());
          fields.put("createdAt", entry.createdAt());
          fields.put("compileSeconds", entry.compileTime());
          fields.put("engine", entry.fingerprint().map(found -> found.engine()));
          fields.put("engineVersion", entry.fingerprint().map(found -> found.engineVersion()));
        });
    return fields;
  }
}
