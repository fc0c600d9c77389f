package dev.wasmcache;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A store on the heap, whose entries a test can change. */
public class MapStore implements ArtifactStore {

  public final Map<CacheKey, byte[]> entries = new ConcurrentHashMap<>();

  @Override
  public Optional<StoredEntry> get(CacheKey key) {
    byte[] bytes = entries.get(key);
    return bytes == null ? Optional.empty() : Optional.of(new Entry(key, bytes));
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws java.io.IOException {
    byte[] bytes = new byte[Math.toIntExact(content.size())];
    content.writeTo(
        (position, source, offset, length) ->
            System.arraycopy(source, offset, bytes, Math.toIntExact(position), length));
    entries.put(key, bytes);
  }

  @Override
  public boolean delete(CacheKey key) {
    return entries.remove(key) != null;
  }

  @Override
  public void close() {}

  private final class Entry implements StoredEntry {
    private final CacheKey key;
    private final byte[] bytes;
    private final InputStream content;

    private Entry(CacheKey key, byte[] bytes) {
      this.key = key;
      this.bytes = bytes;
      this.content = new ByteArrayInputStream(bytes);
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream content() {
      return content;
    }

    @Override
    public boolean discard() {
      return entries.remove(key, bytes);
    }

    @Override
    public void close() {}
  }
}
