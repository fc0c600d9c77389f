package dev.wasmcache.simulated;

import java.io.Serial;

/** Unwinds a thread of a process that was killed, or of a run that is over. */
public final class Stopped extends Error {

  @Serial private static final long serialVersionUID = 1L;

  Stopped() {
    super("the simulated process was killed", null, false, false);
  }
}
