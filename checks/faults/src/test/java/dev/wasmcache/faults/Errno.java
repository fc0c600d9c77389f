package dev.wasmcache.faults;

/** Errors of the kernel, with their numbers on Linux. */
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
   * Whether every call may end with this error. A signal interrupts one call, and the JDK repeats
   * it, if necessary forever.
   */
  boolean canLast() {
    return this != EINTR;
  }
}
