package dev.wasmcache.internal;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Logs a warning at most once a minute for each cause, and then says how many were left out. */
public final class RepeatedWarnings {

  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final ConcurrentMap<String, Last> last = new ConcurrentHashMap<>();

  /**
   * Logs a warning, unless the same cause was logged less than a minute ago.
   *
   * @param log where to; read by the caller, so that nothing else loads the log
   * @param now the time, as {@link System#nanoTime} has it
   * @param cause what is limited together; from a small fixed set
   * @param message with SLF4J's placeholders
   */
  public void warn(
      Logger log, long now, String cause, String message, @Nullable Object... arguments) {
    Last seen =
        last.compute(
            cause,
            (name, before) ->
                before == null || now - before.loggedAt() >= PAUSE_NANOS
                    ? new Last(now, 0, before == null ? 0 : before.leftOut())
                    : new Last(before.loggedAt(), before.leftOut() + 1, 0));
    if (seen.leftOut() > 0) {
      return;
    }
    if (seen.leftOutBefore() > 0) {
      log.warn("{} more like the next warning were not logged", seen.leftOutBefore());
    }
    log.warn(message, arguments);
  }

  private record Last(long loggedAt, long leftOut, long leftOutBefore) {}
}
