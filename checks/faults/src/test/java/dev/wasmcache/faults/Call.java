package dev.wasmcache.faults;

/** The C library calls that the injector intercepts, in the order of its own list. */
enum Call {
  NONE,
  OPEN,
  READ,
  WRITE,
  FSYNC,
  RENAME,
  UNLINK,
  CLOSE,
  MKDIR,
  STAT,
  LIST,
  TIMES,
  ANY
}
