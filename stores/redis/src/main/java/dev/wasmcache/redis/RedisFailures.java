package dev.wasmcache.redis;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.guard.Redacted;
import dev.wasmcache.stats.Outcome;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the error messages of a server mean. Pure. */
final class RedisFailures {

  // It runs a script, loads its data, moves a slot or cannot reach its master: it works, and will
  // answer later.
  private static final List<String> BUSY = List.of("BUSY", "LOADING", "TRYAGAIN", "MASTERDOWN");
  private static final String TOO_MANY_CLIENTS = "max number of clients reached";

  private RedisFailures() {}

  /** Returns what the server refused to do for the time being; null if it is another error. */
  static @Nullable StoreException refusal(String message) {
    if (says(message, "OOM")) {
      return new StoreException(
          Outcome.SKIPPED, "the server has no memory left: " + Redacted.text(message));
    }
    return isBusy(message)
        ? new StoreException(Outcome.BUSY, "Redis is busy: " + Redacted.text(message))
        : null;
  }

  /** As {@link #refusal(String)}, for a connection that could not be made. */
  static @Nullable StoreException refusal(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (isBusy(message)) {
        return new StoreException(Outcome.BUSY, "Redis is busy: " + Redacted.text(message));
      }
    }
    return null;
  }

  private static boolean isBusy(String message) {
    return message.contains(TOO_MANY_CLIENTS)
        || BUSY.stream().anyMatch(code -> says(message, code));
  }

  /** Whether an error has this code. That of a command in a script is quoted within another. */
  static boolean says(String message, String code) {
    return message.equals(code)
        || message.startsWith(code + " ")
        || message.contains("-" + code + " ");
  }
}
