package dev.wasmcache.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logger, in a separate class: a start-up that logs nothing does not load the logging library.
 */
final class EngineLog {

  static final Logger LOG = LoggerFactory.getLogger(EngineLog.class.getPackageName());

  private EngineLog() {}
}
