package dev.wasmcache.simulation;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.FaultKind;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The simulated shared store as one process reaches it, with every fault of a network. */
final class SharedClient implements ArtifactStore {

  private static final long LONGEST_HANG = 40_000_000_000L;
  private static final long LONGEST_DELAY = 1_500_000_000L;
  private static final int LARGEST = 1 << 20;
  private static final long SETTLED = 7_000_000_000L;

  private final SharedServer server;
  private final FaultPlan faults;
  private final Dice dice;
  private long answered = World.NEVER;
  private int askedAgain;

  SharedClient(SharedServer server, FaultPlan faults) {
    this.server = server;
    this.faults = faults;
    this.dice = faults.dice();
  }

  /** Whether a call has ended some time ago, so that the next one is not the first. */
  boolean hasAnswered() {
    return answered < World.nanos() - SETTLED;
  }

  /** Returns how many reads have asked again so far, after bytes of another entry had come. */
  int askedAgain() {
    return askedAgain;
  }

  private void call(String what) throws IOException {
    try {
      meetFaults(what);
    } finally {
      answered = Math.min(answered, World.nanos());
    }
  }

  private void meetFaults(String what) throws IOException {
    World.step(what);
    server.advance();
    if (faults.strikes(FaultKind.STORE_SLOW, 6)) {
      pause("a slow store", dice.between(1, LONGEST_DELAY));
    }
    if (faults.strikes(FaultKind.STORE_HANGS, 12)) {
      pause("a store that hangs", dice.between(1, LONGEST_HANG));
    }
    if (faults.strikes(FaultKind.STORE_FAILS, 8)) {
      throw new IOException("Connection reset");
    }
    if (faults.strikes(FaultKind.STORE_OUT_OF_MEMORY, 12)) {
      throw new OutOfMemoryError("of a simulation");
    }
    if (faults.strikes(FaultKind.STORE_FORGETS, 12)) {
      server.keys().forEach(server::forget);
    }
  }

  private static void pause(String what, long nanos) throws IOException {
    try {
      World.sleepOrInterrupt(what, nanos);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    call("store get " + key);
    byte[] stored = server.entry(key);
    if (stored != null && faults.strikes(FaultKind.STORE_DAMAGED, 5)) {
      byte[] damaged = stored.clone();
      damaged[dice.below(damaged.length)] ^= 1;
      stored = damaged;
      server.damage(key, stored);
    }
    List<CacheKey> keys = server.keys();
    if (!keys.isEmpty() && faults.strikes(FaultKind.STORE_OTHER_KEY, 2)) {
      CacheKey other = keys.get(dice.below(keys.size()));
      return Optional.of(new Entry(key, server.entry(other), !other.equals(key)));
    }
    return Optional.ofNullable(stored).map(bytes -> new Entry(key, bytes, false));
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    call("store put " + key);
    byte[] bytes = content.toArray(LARGEST);
    if (faults.strikes(FaultKind.STORE_REORDERS, 2)) {
      server.later(dice.between(1, LONGEST_DELAY), () -> server.put(key, bytes));
      return;
    }
    server.put(key, bytes);
    if (faults.strikes(FaultKind.STORE_DUPLICATES, 2)) {
      server.later(dice.between(1, LONGEST_HANG), () -> server.put(key, bytes));
    }
    World.step("store has put " + key);
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    call("store delete " + key);
    return server.delete(key);
  }

  @Override
  public Optional<byte[]> note(CacheKey key) throws IOException {
    call("store note " + key);
    return Optional.ofNullable(server.note(key));
  }

  @Override
  public void putNote(CacheKey key, byte[] note) throws IOException {
    call("store put note " + key);
    server.putNote(key, note);
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    call("store lease " + key);
    long number = server.lease(key, atMost.toNanos(), faults.strikes(FaultKind.LEASE_TWICE, 2));
    return number == 0 ? Optional.empty() : Optional.of(() -> release(key));
  }

  private void release(CacheKey key) throws IOException {
    call("store release " + key);
    server.release(key);
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    call("store keys");
    return server.keys().stream()
        .filter(key -> after == null || key.compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public void close() throws IOException {
    call("store close");
  }

  private final class Entry implements StoredEntry {
    private final CacheKey key;
    private final byte[] bytes;
    private final boolean ofAnotherRequest;

    /**
     * @param ofAnotherRequest whether it is the answer to another request, on a connection that is
     *     out of step
     */
    private Entry(CacheKey key, byte[] bytes, boolean ofAnotherRequest) {
      this.key = key;
      this.bytes = bytes;
      this.ofAnotherRequest = ofAnotherRequest;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream content() {
      return new ByteArrayInputStream(bytes) {
        @Override
        public int read(byte[] target, int offset, int length) {
          World.step("store content");
          return super.read(target, offset, length);
        }
      };
    }

    @Override
    public Optional<StoredEntry> reopen() throws IOException {
      if (!ofAnotherRequest) {
        return Optional.of(this);
      }
      askedAgain++;
      call("store get again " + key);
      return Optional.ofNullable(server.entry(key)).map(right -> new Entry(key, right, false));
    }

    @Override
    public boolean discard() throws IOException {
      call("store discard " + key);
      if (ofAnotherRequest) {
        World.fail("An answer to another request is taken for the entry of " + key);
      }
      return server.discard(key, bytes);
    }

    @Override
    public void close() {}
  }
}
