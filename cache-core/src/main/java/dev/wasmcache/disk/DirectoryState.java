package dev.wasmcache.disk;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which directory is at a path, and who owns and may change it.
 *
 * @param id what tells it from every other one of the machine; null if the system has nothing
 * @param owner the owner's number; 0 if the system has none
 * @param mode kind and rights as Unix writes them; 0 if the system has none
 */
record DirectoryState(@Nullable Object id, int owner, int mode) {

  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_WRITE = 0020;

  static DirectoryState of(Map<String, Object> unix) {
    return new DirectoryState(
        List.of(number(unix, "dev"), number(unix, "ino")),
        number(unix, "uid").intValue(),
        number(unix, "mode").intValue());
  }

  private static Number number(Map<String, Object> unix, String name) {
    return (Number) Objects.requireNonNull(unix.get(name));
  }

  /** Whether others than the owner can write it. */
  boolean writableByOthers() {
    return (mode & (OTHERS_WRITE | GROUP_WRITE)) != 0;
  }

  /** Whether everybody can rename what lies in it. */
  boolean lettingEverybodyRename() {
    return (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
  }

  /** Answers the rights as a person reads them: "rwxr-x---". */
  String rights() {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return text.toString();
  }

  // Written out: the first record that is compared costs a fresh JVM some twenty milliseconds.

  @Override
  public boolean equals(@Nullable Object object) {
    return object == this
        || (object instanceof DirectoryState other
            && owner == other.owner
            && mode == other.mode
            && Objects.equals(id, other.id));
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(id);
  }
}
