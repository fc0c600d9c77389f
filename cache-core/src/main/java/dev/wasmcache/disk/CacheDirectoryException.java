package dev.wasmcache.disk;

import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory that cannot or must not be used for a cache. This process runs the code in its cache
 * directory, so a directory that another user can write is refused.
 */
public final class CacheDirectoryException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Path directory;
  private final String reason;
  private final String remedy;

  CacheDirectoryException(Path directory, String reason, String remedy, @Nullable Throwable cause) {
    super("The cache directory " + directory + " is not used: " + reason + ". " + remedy, cause);
    this.directory = directory;
    this.reason = reason;
    this.remedy = remedy;
  }

  /** Returns the directory. */
  public Path directory() {
    return directory;
  }

  /** Returns what is wrong with it, as a clause without a full stop. */
  public String reason() {
    return reason;
  }

  /** Returns what to do about it, as a sentence. */
  public String remedy() {
    return remedy;
  }
}
