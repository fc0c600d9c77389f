package dev.wasmcache.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logger, in a class of its own: a start-up with nothing to say does not wait for logging. */
final class EngineLog {

  static final Logger LOG = LoggerFactory.getLogger(EngineLog.class.getPackageName());

  private EngineLog() {}
}
