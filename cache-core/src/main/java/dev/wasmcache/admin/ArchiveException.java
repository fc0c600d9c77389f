package dev.wasmcache.admin;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown if an archive could not be read to its end. The entries before the problem were stored and
 * remain: each entry is verified on its own.
 */
public final class ArchiveException extends IOException {

  /** Why an archive could not be read to its end. */
  public enum Problem {
    /** It is not an archive, is damaged, or ends too early. */
    DAMAGED,
    /** It exceeds one of the {@link ArchiveLimits}, or does not fit on the heap. */
    OVER_LIMIT,
    /** The stream it was read from failed. */
    UNREADABLE
  }

  @Serial private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final transient ArchiveReport report;

  public ArchiveException(Problem problem, String message, ArchiveReport report) {
    super(message);
    this.problem = problem;
    this.report = report;
  }

  /** Returns the kind of problem. */
  public Problem problem() {
    return problem;
  }

  /** Returns what was read before the problem. */
  public ArchiveReport report() {
    return report;
  }
}
