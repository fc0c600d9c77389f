package dev.wasmcache.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the guard, in a class of its own: only the first message loads the logger. */
final class GuardLog {

  static final Logger LOG = LoggerFactory.getLogger(GuardedStore.class);

  private GuardLog() {}
}
