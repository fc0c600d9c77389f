package dev.wasmcache.disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the store, in a class of its own: see {@code CacheLog}. */
final class DiskLog {

  static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);

  private DiskLog() {}
}
