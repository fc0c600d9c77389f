/** The cache: its interface, its tiers and its live modules. */
@SuppressWarnings("module") // It exports to modules that are built after it.
module dev.wasmcache {
  requires static transitive org.jspecify;
  requires com.github.benmanes.caffeine;
  requires org.slf4j;

  exports dev.wasmcache;
  exports dev.wasmcache.admin;
  exports dev.wasmcache.disk;
  exports dev.wasmcache.stats;
  exports dev.wasmcache.internal to
      dev.wasmcache.engine,
      dev.wasmcache.redis,
      dev.wasmcache.s3;
  exports dev.wasmcache.internal.guard to
      dev.wasmcache.redis,
      dev.wasmcache.s3;
}
