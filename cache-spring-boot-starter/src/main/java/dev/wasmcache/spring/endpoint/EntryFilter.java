package dev.wasmcache.spring.endpoint;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.admin.EntryInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects entries. An unknown value of an entry matches no condition on it.
 *
 * @param engine the name of an engine, or {@code name@version} with the beginning of a version
 * @param olderThan selects entries that were stored longer ago than this
 * @param youngerThan selects entries that were stored more recently than this
 * @param minSize the minimum size of a compiled module in bytes
 * @param maxSize the maximum size of a compiled module in bytes
 */
record EntryFilter(
    @Nullable String engine,
    @Nullable Duration olderThan,
    @Nullable Duration youngerThan,
    @Nullable Long minSize,
    @Nullable Long maxSize) {

  static EntryFilter of(Arguments arguments) {
    return new EntryFilter(
        arguments.text("engine"),
        arguments.age("olderThan"),
        arguments.age("youngerThan"),
        arguments.size("minSize"),
        arguments.size("maxSize"));
  }

  /** Whether every entry matches. */
  boolean isEmpty() {
    return engine == null
        && olderThan == null
        && youngerThan == null
        && minSize == null
        && maxSize == null;
  }

  boolean matches(EntryInfo entry, Instant now) {
    return (engine == null || entry.fingerprint().filter(this::isOfEngine).isPresent())
        && (olderThan == null || storedBefore(entry, now.minus(olderThan)))
        && (youngerThan == null || storedSince(entry, now.minus(youngerThan)))
        && (minSize == null || entry.size() >= minSize)
        && (maxSize == null || entry.size() <= maxSize);
  }

  private static boolean storedBefore(EntryInfo entry, Instant time) {
    return entry.createdAt().filter(at -> at.isBefore(time)).isPresent();
  }

  private static boolean storedSince(EntryInfo entry, Instant time) {
    return entry.createdAt().filter(at -> !at.isBefore(time)).isPresent();
  }

  private boolean isOfEngine(Fingerprint fingerprint) {
    String wanted = String.valueOf(engine);
    int at = wanted.indexOf('@');
    return at < 0
        ? fingerprint.engine().equals(wanted)
        : fingerprint.engine().equals(wanted.substring(0, at))
            && fingerprint.engineVersion().startsWith(wanted.substring(at + 1));
  }
}
