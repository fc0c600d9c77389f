package dev.wasmcache;

import java.io.IOException;
import java.io.Serial;

/**
 * An archive was not read to its end. What came before the problem has been stored, and stays: each
 * entry is verified by itself.
 */
public final class ArchiveException extends IOException {

  /** What kept an archive from being read to its end. */
  public enum Problem {
    /** It is not an archive, is damaged, or ends too early. */
    DAMAGED,
    /** It is over one of the {@link ArchiveLimits}, or over what the heap has room for. */
    OVER_LIMIT,
    /** The stream that it was read from failed. */
    UNREADABLE
  }

  @Serial private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final transient ArchiveReport report;

  ArchiveException(Problem problem, String message, ArchiveReport report) {
    super(message);
    this.problem = problem;
    this.report = report;
  }

  /** Answers what kind of problem it is. */
  public Problem problem() {
    return problem;
  }

  /** Answers what was read before it. */
  public ArchiveReport report() {
    return report;
  }
}
