package dev.wasmcache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A store whose entries are already in arrays, somewhere in the middle of them. */
class InHandStore extends MapStore {

  private static final int BEFORE = 7;
  private static final int AFTER = 3;

  @Override
  public Optional<StoredEntry> get(CacheKey key) {
    return super.get(key).map(entry -> new InHand(entry, entries.get(key)));
  }

  /** The array that is handed out for an entry. */
  byte[] array(byte[] entry) {
    byte[] array = new byte[BEFORE + entry.length + AFTER];
    System.arraycopy(entry, 0, array, BEFORE, entry.length);
    return array;
  }

  /** Returns an entry in place, in its array. */
  ByteBuffer readWhole(byte[] entry, Arrival arrival) {
    return ByteBuffer.wrap(array(entry), BEFORE, entry.length);
  }

  private final class InHand implements StoredEntry {
    private final StoredEntry entry;
    private final byte[] bytes;

    private InHand(StoredEntry entry, byte[] bytes) {
      this.entry = entry;
      this.bytes = bytes;
    }

    @Override
    public Optional<ByteBuffer> readWhole(Arrival arrival) {
      return Optional.of(InHandStore.this.readWhole(bytes, arrival));
    }

    @Override
    public long size() {
      return entry.size();
    }

    @Override
    public InputStream content() {
      throw new AssertionError("It has already been read");
    }

    @Override
    public boolean discard() throws IOException {
      return entry.discard();
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }
}
