package dev.wasmcache.faults;

/** Errors that the kernel gives, with their numbers on Linux. */
enum Errno {
  EPERM(1),
  EINTR(4),
  EIO(5),
  EACCES(13),
  ENFILE(23),
  EMFILE(24),
  ENOSPC(28),
  EROFS(30),
  ESTALE(116),
  EDQUOT(122);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /**
   * Whether a call may end so each time. A signal interrupts one call, and the JDK makes it again,
   * for ever if it had to.
   */
  boolean canLast() {
    return this != EINTR;
  }
}
