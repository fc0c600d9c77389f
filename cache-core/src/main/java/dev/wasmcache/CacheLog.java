package dev.wasmcache;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of the cache. In a class of its own, so that a JVM that logs nothing does not start a
 * logging system: that costs as much as a small hit.
 */
final class CacheLog {

  static final Logger LOG = LoggerFactory.getLogger(CompilationCache.class);

  private CacheLog() {}
}
