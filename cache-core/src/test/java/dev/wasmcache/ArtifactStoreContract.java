package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the cache requires of a store, as tests: extend it, say how your store is opened, and run
 * it.
 *
 * <p>Published in the test JAR of {@code wasm-cache-core}; needs JUnit, AssertJ and Awaitility. A
 * store may keep the first entry of a key or the last one. Override the methods that return a
 * {@code boolean} for what the store cannot do at all.
 */
public abstract class ArtifactStoreContract {

  private static final int LARGE = 20 * 1024 * 1024;
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final List<ArtifactStore> opened = new ArrayList<>();
  private ArtifactStore store;

  /**
   * Opens a store. The stores that one test opens share the same entries, like two processes;
   * another test finds none of them. The contract closes what it opens.
   */
  protected abstract ArtifactStore open() throws Exception;

  /** Whether {@link ArtifactStore#holds} can tell. */
  protected boolean tellsWhatItHolds() {
    return false;
  }

  /** Whether {@link ArtifactStore#keys} returns the keys. */
  protected boolean lists() {
    return false;
  }

  /** Whether {@link ArtifactStore#tryLease} excludes other processes. */
  protected boolean leases() {
    return false;
  }

  /**
   * Whether only one caller gets a lease, even of several that ask at the very same moment. Some
   * servers look first and write afterwards.
   */
  protected boolean leasesAtomically() {
    return leases();
  }

  /**
   * Whether a call may fail that runs at the same time as another one for the same key. A store
   * returns a whole entry or fails; the server of a store in the network may fail.
   */
  protected boolean failsWhereCallsMeet() {
    return false;
  }

  /** Returns the size of the largest entry that the tests store, in bytes. Default: 20 MB. */
  protected int largeEntry() {
    return LARGE;
  }

  @BeforeEach
  void openStore() throws Exception {
    store = another();
  }

  @AfterEach
  void closeStores() throws IOException {
    for (ArtifactStore each : opened) {
      each.close();
    }
  }

  private ArtifactStore another() throws Exception {
    ArtifactStore another = open();
    opened.add(another);
    return another;
  }

  @Test
  void get_ofNothing_isEmpty() throws IOException {
    assertThat(store.get(key())).isEmpty();
    assertThat(store.peek(key())).isEmpty();
  }

  @Test
  void get_ofWhatWasPut_isWholeAndTheSameInAnotherStore() throws Exception {
    for (int size : new int[] {0, 1, 31, 32, 33, 4096, 128 * 1024 + 1, 1024 * 1024, 3_000_000}) {
      CacheKey key = key();
      byte[] entry = Bodies.random(size, size);
      store.put(key, InParts.of(entry));
      assertHolds(store, key, entry);
      assertHolds(another(), key, entry);
      assertThat(Arrays.equals(readAndClose(store.peek(key).orElseThrow()), entry)).isTrue();
    }
  }

  @Test
  void get_ofALargeEntry_isWhole() throws IOException {
    CacheKey key = key();
    byte[] entry = Bodies.random(1, largeEntry());
    store.put(key, InParts.of(entry));
    assertHolds(store, key, entry);
  }

  @Test
  void get_ofAnotherKey_isEmpty() throws IOException {
    store.put(key(), InParts.of(new byte[100]));
    assertThat(store.get(key())).isEmpty();
  }

  @Test
  void get_closedBeforeItWasRead_breaksNothing() throws IOException {
    CacheKey key = key();
    byte[] entry = Bodies.random(2, 2_000_000);
    store.put(key, InParts.of(entry));
    for (int i = 0; i < 20; i++) {
      store.get(key).orElseThrow().close();
      try (StoredEntry half = store.get(key).orElseThrow()) {
        assertThat(half.size()).isEqualTo(entry.length);
        assertThat(half.content().readNBytes(1000)).isEqualTo(Arrays.copyOf(entry, 1000));
        assertThat(half.content()).isSameAs(half.content());
      }
    }
    assertHolds(store, key, entry);
  }

  @Test
  void put_contentThatFails_throwsAndStoresNothing() throws IOException {
    for (int size : new int[] {5_000, 5_000_000}) {
      CacheKey key = key();
      EntryContent failing =
          new InParts(new byte[size]) {
            @Override
            public void writeTo(Sink sink) throws IOException {
              sink.write(0, new byte[1000], 0, 1000);
              throw new IOException("the source failed");
            }
          };
      assertThatThrownBy(() -> store.put(key, failing)).hasMessageContaining("the source failed");
      assertThat(store.get(key)).isEmpty();
    }
  }

  @Test
  void put_again_leavesOneOfBothWhole() throws IOException {
    CacheKey key = key();
    byte[] first = Bodies.random(3, 2_500_000);
    byte[] second = Bodies.random(4, 1_500_000);
    store.put(key, InParts.of(first));
    store.put(key, InParts.of(second));
    byte[] found = read(store, key).orElseThrow();
    assertThat(Arrays.equals(found, first) || Arrays.equals(found, second)).isTrue();
  }

  @Test
  void put_afterDelete_storesTheNewOne() throws IOException {
    CacheKey key = key();
    store.put(key, InParts.of(Bodies.random(5, 2_500_000)));
    store.delete(key);
    byte[] second = Bodies.random(6, 2_500_000);
    store.put(key, InParts.of(second));
    assertHolds(store, key, second);
  }

  @Test
  void put_byManyAtOnce_isWholeForEveryReader() throws Exception {
    CacheKey key = key();
    List<byte[]> entries =
        IntStream.range(0, 4).mapToObj(i -> Bodies.random(i, 1_100_000 + i)).toList();
    ArtifactStore other = another();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (byte[] entry : entries) {
      for (ArtifactStore writer : List.of(store, other)) {
        tasks.add(
            () -> {
              for (int i = 0; i < 3; i++) {
                boolean deletes = i == 1;
                try {
                  writer.put(key, InParts.of(entry));
                  readIfItCan(writer, key).ifPresent(bytes -> assertOneOf(bytes, entries));
                  boolean unused = deletes && writer.delete(key);
                } catch (IOException e) {
                  assertThat(failsWhereCallsMeet()).as(e.toString()).isTrue();
                }
              }
              return null;
            });
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } finally {
      threads.shutdownNow();
    }
    readIfItCan(store, key).ifPresent(bytes -> assertOneOf(bytes, entries));
  }

  /** Another thread may have deleted it, even while it is read. */
  private static Optional<byte[]> readIfItCan(ArtifactStore store, CacheKey key)
      throws IOException {
    Optional<StoredEntry> found = store.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredEntry entry = found.get()) {
      return Optional.of(entry.content().readNBytes(Math.toIntExact(entry.size())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A truncated entry is not whole, but a reader that counts notices. */
  private static void assertOneOf(byte[] bytes, List<byte[]> entries) {
    assertThat(
            entries.stream()
                .anyMatch(
                    entry ->
                        Arrays.equals(
                            bytes,
                            0,
                            bytes.length,
                            entry,
                            0,
                            Math.min(bytes.length, entry.length))))
        .as("%d bytes of one entry", bytes.length)
        .isTrue();
  }

  @Test
  void holds_always_isTrueOnlyWhileThereIsAnEntry() throws IOException {
    for (int size : new int[] {1000, 6_000_000}) {
      CacheKey key = key();
      assertThat(store.holds(key)).isFalse();
      store.put(key, InParts.of(new byte[size]));
      assertThat(store.holds(key)).isEqualTo(tellsWhatItHolds());
      store.delete(key);
      assertThat(store.holds(key)).isFalse();
    }
  }

  @Test
  void delete_always_answersWhetherThereWasOne() throws IOException {
    for (int size : new int[] {1000, 3_000_000}) {
      CacheKey key = key();
      store.put(key, InParts.of(new byte[size]));
      assertThat(store.delete(key)).isTrue();
      assertThat(store.delete(key)).isFalse();
      assertThat(store.get(key)).isEmpty();
    }
  }

  @Test
  void discard_ofWhatIsStillThere_deletesIt() throws IOException {
    for (int size : new int[] {1000, 3_000_000}) {
      CacheKey key = key();
      store.put(key, InParts.of(new byte[size]));
      assertThat(open(store, key).discard()).isTrue();
      assertThat(store.get(key)).isEmpty();
    }
  }

  @Test
  void discard_ofWhatWasReplaced_leavesTheNewOne() throws IOException {
    for (int size : new int[] {1000, 3_000_000}) {
      CacheKey key = key();
      store.put(key, InParts.of(new byte[size]));
      StoredEntry old = open(store, key);
      store.delete(key);
      byte[] replacement = Bodies.random(7, size);
      store.put(key, InParts.of(replacement));
      assertThat(old.discard()).as("deleted").isFalse();
      assertHolds(store, key, replacement);
    }
  }

  @Test
  void discard_ofWhatIsGone_isNoError() throws IOException {
    CacheKey key = key();
    store.put(key, InParts.of(new byte[1000]));
    StoredEntry old = open(store, key);
    store.delete(key);
    assertThat(old.discard()).as("deleted").isFalse();
    assertThat(store.get(key)).isEmpty();
  }

  @Test
  void keys_always_areAscendingAndInPages() throws IOException {
    assumeTrue(lists(), "this store does not list");
    List<CacheKey> keys = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      keys.add(key());
      store.put(keys.get(i), InParts.of(new byte[10]));
    }
    keys.sort(null);
    List<CacheKey> listed = new ArrayList<>(store.keys(null, 3));
    assertThat(listed).hasSize(3);
    while (listed.size() < 7) {
      listed.addAll(store.keys(listed.get(listed.size() - 1), 3));
    }
    assertThat(listed).isEqualTo(keys);
    assertThat(store.keys(keys.get(6), 3)).isEmpty();
  }

  @Test
  void tryLease_whileAnotherHasIt_isEmptyUntilItIsClosed() throws Exception {
    assumeTrue(leases(), "this store has no leases");
    CacheKey key = key();
    ArtifactStore other = another();
    try (Lease lease = store.tryLease(key, LONG).orElseThrow()) {
      assertThat(other.tryLease(key, LONG)).isEmpty();
      assertThat(store.tryLease(key, LONG)).isEmpty();
      assertThat(other.tryLease(key(), LONG)).isPresent();
      assertThat(other.get(key)).as("a lease is not an entry").isEmpty();
    }
    try (Lease lease = other.tryLease(key, LONG).orElseThrow()) {
      assertThat(store.tryLease(key, LONG)).isEmpty();
    }
  }

  @Test
  void tryLease_ofAHolderThatNeverCloses_isGivenToAnotherInTheEnd() throws Exception {
    assumeTrue(leases(), "this store has no leases");
    CacheKey key = key();
    Lease lost = store.tryLease(key, SHORT).orElseThrow();
    ArtifactStore other = another();
    Lease next =
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> other.tryLease(key, LONG), Optional::isPresent)
            .orElseThrow();
    // An expired holder takes nothing from the present one.
    lost.close();
    assertThat(store.tryLease(key, LONG)).isEmpty();
    next.close();
    next.close();
  }

  @Test
  void tryLease_byManyAtOnce_isGivenToOne() throws Exception {
    assumeTrue(leases(), "this store has no leases");
    CacheKey key = key();
    ArtifactStore other = another();
    List<Callable<Optional<Lease>>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ArtifactStore contender = i % 2 == 0 ? store : other;
      tasks.add(
          () -> {
            try {
              return contender.tryLease(key, LONG);
            } catch (IOException e) {
              assertThat(failsWhereCallsMeet()).as(e.toString()).isTrue();
              return Optional.empty();
            }
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      int given = 0;
      for (Future<Optional<Lease>> task : threads.invokeAll(tasks)) {
        given += task.get().isPresent() ? 1 : 0;
      }
      assertThat(given).isBetween(1, leasesAtomically() ? 1 : tasks.size());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void tryLease_always_answers() throws IOException {
    Optional<Lease> lease = store.tryLease(key(), LONG);
    assertThat(lease).isPresent();
    lease.get().close();
  }

  @Test
  void close_twice_keepsTheEntries() throws Exception {
    CacheKey key = key();
    byte[] entry = Bodies.random(8, 1000);
    store.put(key, InParts.of(entry));
    store.close();
    store.close();
    assertHolds(another(), key, entry);
    // A store that is closed may continue to work; if not, it reports that like any other failure.
    for (Callable<?> use :
        List.<Callable<?>>of(
            () -> store.get(key), () -> store.delete(key()), () -> store.usage())) {
      try {
        use.call();
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  /** A key that no other test has. */
  private static CacheKey key() {
    byte[] bytes = new byte[CacheKey.LENGTH];
    ThreadLocalRandom.current().nextBytes(bytes);
    return CacheKey.of(bytes);
  }

  private static StoredEntry open(ArtifactStore store, CacheKey key) throws IOException {
    StoredEntry entry = store.get(key).orElseThrow();
    entry.close();
    return entry;
  }

  private static Optional<byte[]> read(ArtifactStore store, CacheKey key) throws IOException {
    return store.get(key).map(ArtifactStoreContract::readAndClose);
  }

  private static void assertHolds(ArtifactStore store, CacheKey key, byte[] entry)
      throws IOException {
    byte[] found = read(store, key).orElseThrow();
    assertThat(found.length).isEqualTo(entry.length);
    assertThat(Arrays.mismatch(found, entry)).as("the first byte that differs").isEqualTo(-1);
    Arrivals arrivals = new Arrivals();
    try (StoredEntry opened = store.get(key, arrivals).orElseThrow()) {
      Optional<ByteBuffer> whole = opened.readWhole(arrivals);
      assertThat(whole.map(bytes -> bytes.mismatch(ByteBuffer.wrap(entry))).orElse(-1))
          .as("the first byte that differs, in an array of the store")
          .isEqualTo(-1);
      assertThat(whole.map(ByteBuffer::hasArray).orElse(true)).isTrue();
      whole.ifPresent(arrivals::assertRight);
    }
  }

  /** Reads as the cache does: to the end, through reads that may be short. */
  private static byte[] readAndClose(StoredEntry entry) {
    try (entry) {
      InputStream content = entry.content();
      byte[] bytes = content.readNBytes(Math.toIntExact(entry.size()));
      assertThat(content.read()).as("after the end").isEqualTo(-1);
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes as the cache does: the front last. */
  private static class InParts implements EntryContent {
    private static final int SLICE = 128 * 1024;
    private final byte[] bytes;

    private InParts(byte[] bytes) {
      this.bytes = bytes;
    }

    private static EntryContent of(byte[] bytes) {
      return new InParts(bytes);
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void writeTo(Sink sink) throws IOException {
      int front = Math.min(192, bytes.length);
      byte[] slice = new byte[SLICE];
      for (int position = front; position < bytes.length; ) {
        int length = Math.min(SLICE, bytes.length - position);
        System.arraycopy(bytes, position, slice, 0, length);
        sink.write(position, slice, 0, length);
        position += length;
      }
      System.arraycopy(bytes, 0, slice, 0, front);
      sink.write(0, slice, 0, front);
    }
  }
}
