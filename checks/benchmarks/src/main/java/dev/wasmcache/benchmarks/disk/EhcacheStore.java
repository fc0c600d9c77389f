package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import java.nio.file.Path;
import org.ehcache.Cache;
import org.ehcache.PersistentCacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;

/** Ehcache with its disk tier alone, so that a get does not come from its heap. */
final class EhcacheStore implements Store {

  private static final String NAME = "artifacts";
  private static final long SIZE_IN_GIGABYTES = 4;

  private final PersistentCacheManager manager;
  private final Cache<String, byte[]> cache;

  EhcacheStore(Path directory) {
    manager =
        CacheManagerBuilder.newCacheManagerBuilder()
            .with(CacheManagerBuilder.persistence(directory.toFile()))
            .withCache(
                NAME,
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                    String.class,
                    byte[].class,
                    ResourcePoolsBuilder.newResourcePoolsBuilder()
                        .disk(SIZE_IN_GIGABYTES, MemoryUnit.GB, true)))
            .build(true);
    cache = manager.getCache(NAME, String.class, byte[].class);
  }

  @Override
  public long get(CacheKey key) {
    byte[] value = cache.get(key.toHex());
    return value == null ? -1 : value.length;
  }

  @Override
  public void put(CacheKey key, Value value) {
    cache.put(key.toHex(), value.bytes());
  }

  @Override
  public void close() {
    manager.close();
  }
}
