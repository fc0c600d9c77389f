package dev.wasmcache.internal;

import dev.wasmcache.CompilationCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of the cache. In a class of its own, so that a JVM that logs nothing does not start a
 * logging system: that costs as much as a small hit.
 */
public final class Log {

  public static final Logger LOG = LoggerFactory.getLogger(CompilationCache.class);

  private Log() {}
}
