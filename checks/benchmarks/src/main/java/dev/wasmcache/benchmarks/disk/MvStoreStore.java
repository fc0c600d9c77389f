package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * H2's store, with a commit and a sync for each put. Values that fit into its cache on the heap, 16
 * MB by default, are not read from disk again: that is all of the small values.
 */
final class MvStoreStore implements Store {

  private final MVStore store;
  private final MVMap<String, byte[]> values;

  MvStoreStore(Path directory) {
    store =
        new MVStore.Builder()
            .fileName(directory.resolve("values.mv").toString())
            .autoCommitDisabled()
            .open();
    values = store.openMap("values");
  }

  @Override
  public long get(CacheKey key) {
    byte[] value = values.get(key.toHex());
    return value == null ? -1 : value.length;
  }

  @Override
  public void put(CacheKey key, Value value) {
    values.put(key.toHex(), value.bytes());
    store.commit();
    store.sync();
  }

  @Override
  public void close() {
    store.close();
  }
}
