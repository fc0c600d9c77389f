package dev.wasmcache.internal.entry;

import dev.wasmcache.stats.Outcome;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys by id, and the ids of retired keys: the content of every key ring. Immutable. */
public final class KeyTable<K> {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  private final Map<String, K> keys;
  private final Set<String> retired;

  private KeyTable(Map<String, K> keys, Set<String> retired) {
    this.keys = keys;
    this.retired = retired;
  }

  /** Returns the ids of the keys in use, in no particular order. */
  public Set<String> ids() {
    return keys.keySet();
  }

  /**
   * Returns the key that an entry names.
   *
   * @throws BadEntryException if there is none: an entry of a retired key is deleted, an entry of
   *     an unknown key is kept for processes that know it
   */
  public K require(String id) throws BadEntryException {
    K key = keys.get(id);
    if (key != null) {
      return key;
    }
    if (retired.contains(id)) {
      throw new BadEntryException(Outcome.STALE, "its key '" + id + "' is retired");
    }
    if (!ID.matcher(id).matches()) {
      // No writer makes such an id. It is not shown, since its text is not to be trusted.
      throw new BadEntryException(Outcome.UNAUTHENTIC, "it names no key");
    }
    throw BadEntryException.ofOthers("its key '" + id + "' is not known here");
  }

  @Override
  public String toString() {
    return retired.isEmpty() ? "" + keys.size() : keys.size() + ", retired " + retired;
  }

  /** Collects keys. Not safe for concurrent use. */
  public static final class Builder<K> {
    private final Map<String, K> keys = new LinkedHashMap<>();
    private final Set<String> retired = new HashSet<>();

    /**
     * Adds a key.
     *
     * @throws IllegalArgumentException if the id is not valid, or already in use
     */
    public void add(String id, K key) {
      requireId(id);
      if (retired.contains(id)) {
        throw retiredAndInUse(id);
      }
      if (keys.putIfAbsent(id, key) != null) {
        throw new IllegalArgumentException("There are two keys with the id '" + id + "'");
      }
    }

    /**
     * Retires the id of a key.
     *
     * @throws IllegalArgumentException if the id is not valid, or is that of a key in use
     */
    public void retire(String id) {
      requireId(id);
      if (keys.containsKey(id)) {
        throw retiredAndInUse(id);
      }
      retired.add(id);
    }

    /**
     * Makes the table.
     *
     * @throws IllegalArgumentException if there is no key
     */
    public KeyTable<K> build() {
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("A key ring needs at least one key");
      }
      return new KeyTable<>(Map.copyOf(keys), Set.copyOf(retired));
    }

    public @Nullable K find(String id) {
      return keys.get(id);
    }

    /** Returns the id that was added first, and its key. */
    public Map.Entry<String, K> first() {
      return keys.entrySet().iterator().next();
    }

    private static IllegalArgumentException retiredAndInUse(String id) {
      return new IllegalArgumentException("The key '" + id + "' is both in use and retired");
    }

    private static void requireId(String id) {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException(
            "A key id must have 1 to 32 letters, digits, dots, hyphens or underscores: " + id);
      }
    }
  }
}
