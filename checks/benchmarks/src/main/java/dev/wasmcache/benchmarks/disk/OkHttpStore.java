package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.file.Path;
import okhttp3.internal.cache.DiskLruCache;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.io.FileSystem;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;

/** OkHttp's cache of HTTP responses, without the HTTP: its files and its journal. */
final class OkHttpStore implements Store {

  private static final int VERSION = 1;
  private static final int VALUES = 1;

  private final DiskLruCache cache;

  OkHttpStore(Path directory) throws IOException {
    cache =
        new DiskLruCache(
            FileSystem.SYSTEM,
            directory.toFile(),
            VERSION,
            VALUES,
            Long.MAX_VALUE,
            TaskRunner.INSTANCE);
    cache.initialize();
  }

  @Override
  public long get(CacheKey key) throws IOException {
    try (DiskLruCache.Snapshot snapshot = cache.get(key.toHex())) {
      if (snapshot == null) {
        return -1;
      }
      try (BufferedSource source = Okio.buffer(snapshot.getSource(0))) {
        return source.readByteArray(snapshot.getLength(0)).length;
      }
    }
  }

  @Override
  public void put(CacheKey key, Value value) throws IOException {
    DiskLruCache.Editor editor = cache.edit(key.toHex());
    if (editor == null) {
      throw new IOException("The entry is already being written");
    }
    try (BufferedSink sink = Okio.buffer(editor.newSink(0))) {
      sink.write(value.bytes());
    }
    editor.commit();
  }

  @Override
  public void close() throws IOException {
    cache.close();
  }
}
