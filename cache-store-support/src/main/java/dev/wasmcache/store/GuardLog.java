package dev.wasmcache.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the guard, in a class of its own: only who has something to say starts a log. */
final class GuardLog {

  static final Logger LOG = LoggerFactory.getLogger(GuardedStore.class);

  private GuardLog() {}
}
