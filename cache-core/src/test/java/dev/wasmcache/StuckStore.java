package dev.wasmcache;

import dev.wasmcache.stats.Eviction;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store of which some calls never return, until it is told to go on. */
final class StuckStore extends MapStore {

  /** A call of a request, in the order of a miss. */
  enum Position {
    GET,
    BODY,
    NOTE,
    EVICTION,
    LEASE,
    SECOND_LOOK,
    PUT,
    PUT_NOTE,
    RELEASE,
    DELETE,
    LIST,
    CLOSE
  }

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger gets = new AtomicInteger();
  private volatile Set<Position> stuck = EnumSet.noneOf(Position.class);

  /** Lets the calls at these positions hang from now on. */
  void stickAt(Set<Position> positions) {
    gets.set(0);
    stuck = positions;
  }

  void goOn() {
    stuck = EnumSet.noneOf(Position.class);
    goOn.countDown();
  }

  /** Returns how many calls have hung. */
  int hanging() {
    return hanging.get();
  }

  int calls() {
    return calls.get();
  }

  private void pass(Position position) {
    calls.incrementAndGet();
    if (!stuck.contains(position)) {
      return;
    }
    hanging.incrementAndGet();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) {
    pass(gets.incrementAndGet() > 1 ? Position.SECOND_LOOK : Position.GET);
    return stuck.contains(Position.BODY) ? Optional.of(new Bodiless()) : super.get(key);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) {
    pass(Position.GET);
    return super.get(key);
  }

  @Override
  public Optional<byte[]> note(CacheKey key) {
    pass(Position.NOTE);
    return Optional.empty();
  }

  @Override
  public Optional<Eviction> eviction(CacheKey key) {
    pass(Position.EVICTION);
    return Optional.empty();
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) {
    pass(Position.LEASE);
    return Optional.of(() -> pass(Position.RELEASE));
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    pass(Position.PUT);
    super.put(key, content);
  }

  @Override
  public void putNote(CacheKey key, byte[] note) {
    pass(Position.PUT_NOTE);
  }

  @Override
  public boolean delete(CacheKey key) {
    pass(Position.DELETE);
    return super.delete(key);
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    pass(Position.LIST);
    return entries.keySet().stream()
        .filter(key -> after == null || key.compareTo(after) > 0)
        .sorted()
        .limit(limit)
        .toList();
  }

  @Override
  public void close() {
    pass(Position.CLOSE);
  }

  /** Announces half a gigabyte of which no byte comes. */
  private final class Bodiless implements StoredEntry {
    @Override
    public long size() {
      return 500_000_000;
    }

    @Override
    public InputStream content() {
      return new InputStream() {
        @Override
        public int read() {
          pass(Position.BODY);
          return -1;
        }
      };
    }

    @Override
    public boolean discard() {
      return false;
    }

    @Override
    public void close() {}
  }
}
