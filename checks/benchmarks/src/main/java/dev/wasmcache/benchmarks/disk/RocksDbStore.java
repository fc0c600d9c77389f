package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as it is usually set up for large values: in files next to the tree, with checksums
 * verified.
 */
final class RocksDbStore implements Store {

  private static final int SMALLEST_BLOB = 1024;

  private final Options options;
  private final ReadOptions reading;
  private final WriteOptions writing;
  private final RocksDB database;

  RocksDbStore(Path directory) throws IOException {
    RocksDB.loadLibrary();
    reading = new ReadOptions().setVerifyChecksums(true);
    writing = new WriteOptions().setSync(true);
    options =
        new Options()
            .setCreateIfMissing(true)
            .setEnableBlobFiles(true)
            .setMinBlobSize(SMALLEST_BLOB);
    try {
      database = RocksDB.open(options, directory.toString());
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public long get(CacheKey key) throws IOException {
    try {
      byte[] value = database.get(reading, key.toBytes());
      return value == null ? -1 : value.length;
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void put(CacheKey key, Value value) throws IOException {
    try {
      database.put(writing, key.toBytes(), value.bytes());
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    database.close();
    writing.close();
    reading.close();
    options.close();
  }
}
