package dev.wasmcache.faults;

/** Calls of the C library that the injector meets, in the order of its own list. */
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
