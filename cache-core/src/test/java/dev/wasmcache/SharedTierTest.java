package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the guard of a shared tier does, call by call. */
final class SharedTierTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Backend backend = new Backend();
  private final List<Guarded> opened = new ArrayList<>();
  private final AtomicInteger threadsRefused = new AtomicInteger();
  private volatile boolean threadsEnd;

  @AfterEach
  void close() {
    backend.let();
    for (Guarded guard : opened) {
      guard.close();
    }
  }

  @Test
  void get_storeThatHangs_endsAsTimeoutOnItsOwnThread() {
    Guarded guard = guard(builder().timeout(SHORT));
    backend.hang();
    assertOutcome(Outcome.TIMEOUT, () -> guard.get(KEY));
    assertThat(backend.lastThread).startsWith("wasm-cache-shared-read-").endsWith("daemon");
    assertThat(Thread.interrupted()).isFalse();
    await().untilAsserted(() -> assertThat(backend.interrupted).isTrue());
  }

  @Test
  void get_first_mayTakeLongerThanTheOthers() throws Exception {
    Guarded guard = guard(builder().timeout(SHORT).coldStart(LONG));
    backend.hang();
    FutureTask<Optional<ByteBuffer>> first = new FutureTask<>(() -> guard.get(KEY));
    new Thread(first).start();
    assertThatThrownBy(() -> first.get(SHORT.toMillis() * 6, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    backend.let();
    assertThat(first.get()).isEmpty();
    backend.hang();
    assertOutcome(Outcome.TIMEOUT, () -> guard.get(KEY));
  }

  @Test
  void prepare_storeThatAnswers_takesTheFirstCallForTheRequests() {
    Guarded guard = guard(builder().timeout(SHORT).coldStart(LONG));
    assertThat(guard.timeout()).isEqualTo(SHORT.plus(LONG));
    guard.prepare();
    await().until(() -> guard.timeout().equals(SHORT));
    assertThat(backend.lastThread).startsWith("wasm-cache-shared-read-");
  }

  @Test
  void prepare_storeThatIsDown_isNoMoreThanOneFailure() throws Exception {
    Guarded guard = guard(builder());
    backend.fail(new IOException("down"));
    guard.prepare();
    await().until(() -> guard.stats().lastFailure().isPresent());
    assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.UP);
    backend.fail(null);
    assertThat(guard.get(KEY)).isEmpty();
  }

  @Test
  void prepare_storeThatWorksAgain_isFoundToReadAndToWrite() throws Exception {
    Guarded guard = guard(builder().pause(SHORT, SHORT));
    backend.fail(new IOException("down"));
    await()
        .untilAsserted(
            () -> {
              assertThatThrownBy(() -> guard.get(KEY)).isInstanceOf(IOException.class);
              assertThatThrownBy(() -> guard.delete(KEY)).isInstanceOf(IOException.class);
              assertThat(guard.readsPaused() && guard.writesPaused()).isTrue();
            });
    backend.fail(null);
    await()
        .untilAsserted(
            () -> {
              guard.prepare();
              assertThat(guard.readsPaused() || guard.writesPaused()).isFalse();
            });
  }

  @Test
  void prepare_storeThatIsReadButNotWritten_isNotTakenForOneThatWorks() {
    Guarded guard = guard(builder().pause(SHORT, SHORT));
    backend.refusesLeases = true;
    for (int i = 0; i < 3; i++) {
      assertThat(guard.tryLease(REQUEST, LONG).right()).isEqualTo(TierHints.Right.UNKNOWN);
    }
    int refused = backend.leases.get();
    await()
        .untilAsserted(
            () -> {
              guard.prepare();
              assertThat(backend.leases.get()).isGreaterThan(refused + 2);
            });
    assertThat(guard.writesPaused()).isTrue();
    assertThat(guard.readsPaused()).isFalse();
  }

  @Test
  void stats_afterFailuresOfBothSides_nameTheLaterOne() throws Exception {
    Guarded guard = guard(builder());
    backend.fail(new IOException("cannot be read"));
    assertThatThrownBy(() -> guard.get(KEY)).isInstanceOf(IOException.class);
    backend.fail(new StoreException(Outcome.SKIPPED, "has no room"));
    put(guard, 100);
    await().until(() -> guard.stats().failedUploads() == 1);
    assertThat(guard.stats().lastFailure().orElseThrow()).contains("has no room");
    backend.fail(new IOException("cannot be read again"));
    assertThatThrownBy(() -> guard.get(KEY)).isInstanceOf(IOException.class);
    assertThat(guard.stats().lastFailure().orElseThrow()).contains("cannot be read again");
  }

  @Test
  void prepare_storeThatHangs_makesNobodyWait() throws Exception {
    Guarded guard = guard(builder().maximumConcurrentCalls(2));
    backend.hang();
    guard.prepare();
    await().until(() -> backend.calls.get() == 1);
    backend.let();
    assertThat(guard.get(KEY)).isEmpty();
  }

  @Test
  void get_noThreadToBeHad_isSkippedAndSaysNothingOfTheStore() throws Exception {
    Guarded guard = guardWithThreads(builder());
    threadsEnd = true;
    for (int i = 0; i < 10; i++) {
      assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
      assertOutcome(Outcome.SKIPPED, () -> guard.delete(KEY));
    }
    assertThat(backend.calls).hasValue(0);
    assertThat(guard.stats().up()).isTrue();
    threadsEnd = false;
    assertThat(guard.get(KEY)).isEmpty();
  }

  @Test
  void put_noThreadToBeHad_isDroppedAndTakesNoRoom() {
    Guarded guard = guardWithThreads(builder().uploadQueue(1, 1000));
    threadsEnd = true;
    for (int i = 0; i < 10; i++) {
      assertOutcome(Outcome.SKIPPED, () -> guard.put(KEY, content(1000)));
    }
    assertThat(guard.stats().droppedUploads()).isEqualTo(10);
    assertThat(guard.stats().queuedUploads() + guard.stats().queuedBytes()).isZero();
    threadsEnd = false;
    put(guard, 1000);
    await().until(() -> guard.stats().uploads() == 1);
  }

  @Test
  void prepare_noThreadToBeHad_leavesTheTrialToTheNext() {
    Guarded guard = guardWithThreads(builder().pause(SHORT, SHORT));
    backend.fail(new IOException("down"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).isInstanceOf(IOException.class);
    }
    backend.fail(null);
    int calls = backend.calls.get();
    threadsEnd = true;
    int refused = threadsRefused.get();
    await()
        .untilAsserted(
            () -> {
              guard.prepare();
              assertThat(threadsRefused.get()).isGreaterThan(refused + 2);
            });
    assertThat(backend.calls).hasValue(calls);
    assertThat(guard.readsPaused()).isTrue();
    threadsEnd = false;
    await()
        .untilAsserted(
            () -> {
              guard.prepare();
              assertThat(guard.readsPaused()).isFalse();
            });
  }

  /** Threads until there are no more: a container has a limit of them. */
  private Thread thread(Runnable task) {
    if (threadsEnd) {
      threadsRefused.incrementAndGet();
      throw new OutOfMemoryError("unable to create native thread");
    }
    Thread thread = new Thread(task, "of-a-test");
    thread.setDaemon(true);
    return thread;
  }

  @Test
  void get_largeEntry_tellsHowFarItHasComeFromTheThreadThatReads() throws Exception {
    Guarded guard = guard(builder());
    backend.entries.put(KEY, new byte[1_000_000]);
    List<Integer> positions = new ArrayList<>();
    AtomicInteger others = new AtomicInteger();
    ByteBuffer entry =
        guard
            .get(
                KEY,
                (array, from, to) -> {
                  positions.add(to - from);
                  if (!Thread.currentThread().getName().startsWith("wasm-cache-shared-read-")) {
                    others.incrementAndGet();
                  }
                })
            .orElseThrow();
    assertThat(positions).hasSizeGreaterThan(4).isSorted().doesNotHaveDuplicates();
    assertThat(positions.get(positions.size() - 1)).isGreaterThan(800_000);
    assertThat(others).hasValue(0);
    assertThat(entry.remaining()).isEqualTo(1_000_000);
  }

  @Test
  void get_errorOfTheThreadThatReads_isAFailureOfTheStore() {
    Guarded guard = guard(builder());
    backend.error = new StackOverflowError();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).hasCauseInstanceOf(StackOverflowError.class);
    }
    assertThat(guard.readsPaused()).isTrue();
  }

  @Test
  void tryLease_takenWhenNobodyWaitsAnyMore_isGivenBack() {
    Guarded guard = guard(builder().timeout(SHORT));
    backend.hang();
    backend.deaf = true;
    backend.hangInLease = true;
    TierHints.Begun begun = guard.tryLease(REQUEST, LONG);
    assertThat(begun.right()).as("it may be ours").isEqualTo(TierHints.Right.GRANTED);
    assertThat(begun.lease()).isNull();
    assertThat(backend.leases).hasValue(1);
    backend.let();
    await().until(() -> backend.leases.get() == 0);
  }

  @Test
  void release_whileItsEntryIsUploaded_isDoneWhenThatIsStored() throws Exception {
    Guarded guard = guard(builder());
    Lease lease = guard.tryLease(REQUEST, LONG).lease();
    backend.hang();
    put(guard, 100);
    guard.release(REQUEST, lease);
    assertThat(backend.leases).as("held").hasValue(1);
    backend.let();
    await().until(() -> backend.leases.get() == 0);
    assertThat(backend.entries).containsKey(KEY);
  }

  @Test
  void close_whileAnUploadEnds_givesItsLeaseBack() throws Exception {
    Guarded guard = guard(builder().closeTimeout(LONG));
    Lease lease = guard.tryLease(REQUEST, LONG).lease();
    backend.hang();
    put(guard, 100);
    guard.release(REQUEST, lease);
    FutureTask<Void> closing =
        new FutureTask<>(
            () -> {
              guard.close();
              return null;
            });
    new Thread(closing).start();
    await().untilAsserted(() -> assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY)));
    backend.let();
    closing.get();
    assertThat(backend.leases).hasValue(0);
  }

  @Test
  void close_interrupted_closesTheStoreAndKeepsTheFlag() throws Exception {
    Guarded guard = guard(builder());
    Thread.currentThread().interrupt();
    guard.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(backend.closed).isTrue();
  }

  @Test
  void get_bodyThatHangs_endsAsTimeout() {
    Guarded guard = guard(builder().timeout(SHORT));
    backend.entries.put(KEY, new byte[1000]);
    backend.hangInBody = true;
    backend.hang();
    assertOutcome(Outcome.TIMEOUT, () -> guard.get(KEY));
  }

  @Test
  void get_largeEntry_mayTakeLonger() throws Exception {
    // A second more for each byte that has arrived: as long as it takes here.
    Guarded guard = guard(builder().timeout(Duration.ofSeconds(1)).minimumBytesPerSecond(1));
    backend.entries.put(KEY, new byte[60]);
    backend.bodyMillis = 1200;
    assertThat(bytes(guard.get(KEY))).hasSize(60);
  }

  @Test
  void get_entryOverTheLimit_isRefusedBeforeItIsRead() {
    Guarded guard = guard(builder().maximumEntryBytes(1000));
    backend.entries.put(KEY, new byte[0]);
    backend.claimedSize = 1L << 40;
    for (int i = 0; i < 10; i++) {
      assertThat(guard.tier().get(KEY, new Trail(WaitBudget.unlimited()))).isEmpty();
    }
    assertThat(guard.tier().stats().requests(Outcome.TOO_LARGE)).isEqualTo(10);
    assertThat(guard.stats().reads()).as("it works").isEqualTo(GuardStats.State.UP);
  }

  @Test
  void get_storeThatIsDown_isNotAskedAgainAndCostsNothing() {
    Guarded guard = guard(builder().pause(LONG, LONG));
    backend.fail(new IOException("redis://user:secret@host/ is down"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).hasMessageContaining("is down");
    }
    int calls = backend.calls.get();
    for (int i = 0; i < 1000; i++) {
      assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
    }
    assertThat(backend.calls).hasValue(calls);
    assertThat(fastest(() -> guard.get(KEY))).isLessThan(Duration.ofMillis(1));
    assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.DOWN);
    assertThat(guard.stats().writes()).isEqualTo(GuardStats.State.UP);
    assertThat(guard.stats().lastFailure()).contains("IOException: redis://***@host/ is down");
  }

  @Test
  void get_answerAfterFewerFailuresThanAreTooMany_leavesItUp() throws Exception {
    Guarded guard = guard(builder().pause(LONG, LONG));
    for (int round = 0; round < 3; round++) {
      backend.fail(new IOException("down for a moment"));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> guard.get(KEY)).hasMessage("down for a moment");
      }
      backend.fail(null);
      // As many answers as there may be failures: then those before them are forgotten.
      for (int i = 0; i < 4; i++) {
        assertThat(guard.get(KEY)).isEmpty();
        assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.UP);
      }
    }
  }

  @Test
  void get_halfOfTheLastCallsFailed_isLeftAlone() throws Exception {
    Guarded guard = guard(builder().pause(LONG, LONG));
    for (int i = 0; i < 3; i++) {
      assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.UP);
      backend.fail(null);
      assertThat(guard.get(KEY)).isEmpty();
      backend.fail(new IOException("down every other time"));
      assertThatThrownBy(() -> guard.get(KEY)).hasMessage("down every other time");
    }
    assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
  }

  @Test
  void get_storeThatWorksAgain_mayFailAsOftenAsBefore() throws Exception {
    Guarded guard = guard(builder().pause(Duration.ofMillis(1), Duration.ofMillis(1)));
    backend.fail(new IOException("down"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).hasMessage("down");
    }
    backend.fail(null);
    await().ignoreExceptions().untilAsserted(() -> assertThat(guard.get(KEY)).isEmpty());
    backend.fail(new IOException("down again"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).hasMessage("down again");
    }
    backend.fail(null);
    assertThat(guard.get(KEY)).isEmpty();
    assertThat(guard.stats().up()).isTrue();
  }

  @Test
  void get_socketTimeouts_countAsFailures() {
    Guarded guard = guard(builder().pause(LONG, LONG));
    backend.fail(new SocketTimeoutException("read timed out"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).isInstanceOf(SocketTimeoutException.class);
    }
    assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
  }

  @Test
  void get_whileItIsTried_neverWaits() {
    Guarded guard = guard(builder().timeout(LONG).pause(Duration.ofMillis(1), SHORT));
    backend.fail(new IOException("down"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).hasMessage("down");
    }
    backend.fail(null);
    backend.hang();
    await()
        .untilAsserted(
            () -> {
              // Returns at once, although the trial that it starts does not.
              assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
              assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.TRYING);
            });
    for (int i = 0; i < 100; i++) {
      assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
    }
    backend.let();
    await().ignoreExceptions().untilAsserted(() -> assertThat(guard.get(KEY)).isEmpty());
    assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.UP);
  }

  @Test
  void get_trialThatHangs_isGivenUpAndTriedAgain() {
    Guarded guard = guard(builder().timeout(SHORT).pause(Duration.ofMillis(1), SHORT));
    backend.hang();
    for (int i = 0; i < 3; i++) {
      assertOutcome(Outcome.TIMEOUT, () -> guard.get(KEY));
    }
    int calls = backend.calls.get();
    await()
        .untilAsserted(
            () -> {
              assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
              assertThat(backend.calls.get()).isGreaterThan(calls + 2);
            });
  }

  @Test
  void get_interruptedCaller_keepsItsFlagAndBlamesNobody() {
    Guarded guard = guard(builder().timeout(LONG));
    for (int i = 0; i < 5; i++) {
      backend.hang();
      Thread.currentThread().interrupt();
      assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.UP);
  }

  @Test
  void get_allPlacesHang_waitsNoLongerThanItsBudget() {
    Guarded guard = guard(builder().timeout(SHORT).maximumConcurrentCalls(2).failures(60));
    backend.hang();
    backend.deaf = true;
    for (int i = 0; i < 2; i++) {
      assertOutcome(Outcome.TIMEOUT, () -> guard.get(KEY));
    }
    assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
    assertThat(backend.calls).hasValue(2);
  }

  @Test
  void get_afterManyBadEntries_stillAsks() throws Exception {
    Guarded guard = guard(builder());
    backend.entries.put(KEY, new byte[10]);
    backend.claimedSize = 20;
    for (int i = 0; i < 10; i++) {
      assertThat(bytes(guard.get(KEY))).as("cut short").hasSize(10);
    }
    backend.claimedSize = 5;
    assertThat(bytes(guard.get(KEY))).as("one more").hasSize(6);
  }

  @Test
  void put_storeThatHangs_returnsAtOnceAndDropsWhatIsOverTheQueue() {
    Guarded guard = guard(builder().uploadQueue(3, 1000).uploadTimeout(LONG));
    backend.hang();
    for (int i = 0; i < 3; i++) {
      put(guard, 100);
    }
    assertOutcome(Outcome.SKIPPED, () -> guard.put(KEY, content(100)));
    assertThat(guard.stats().queuedUploads()).isEqualTo(3);
    assertThat(guard.stats().queuedBytes()).isEqualTo(300);
    assertThat(guard.stats().droppedUploads()).isEqualTo(1);
    backend.let();
    await().untilAsserted(() -> assertThat(guard.stats().queuedBytes()).isZero());
    assertThat(guard.stats().uploads()).isEqualTo(3);
  }

  @Test
  void put_whatAnotherProcessHasStored_isNotSent() {
    Guarded guard = guard(builder());
    backend.entry = true;
    put(guard, 100);
    await().until(() -> guard.stats().uploads() == 1);
    assertThat(backend.calls).hasValue(0);
    assertThat(guard.stats().queuedUploads() + guard.stats().queuedBytes()).isZero();
  }

  /** An answer does not show that the tier can be written. */
  @Test
  void put_whatIsThereAfterAPause_isSentAsATrial() {
    Guarded guard = guardThatHasPaused();
    backend.entry = true;
    await().untilAsserted(() -> assertTryingOpens(guard));
    assertThat(backend.entries).containsKey(KEY);
  }

  @Test
  void put_storeThatHangsWhenAsked_isSentAndReadsGoOn() {
    Guarded guard = guard(builder().timeout(SHORT));
    backend.hangWhenAsked = true;
    put(guard, 100);
    await().until(() -> guard.stats().uploads() == 1);
    assertThat(backend.entries).hasSize(1);
    assertThat(guard.stats().reads()).isEqualTo(GuardStats.State.UP);
  }

  @Test
  void put_whileReadingIsPaused_isSentWithoutAQuestion() {
    Guarded guard = guard(builder().pause(LONG, LONG));
    backend.fail(new IOException("cannot be read"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).isInstanceOf(IOException.class);
    }
    backend.fail(null);
    backend.entry = true;
    put(guard, 100);
    await().until(() -> guard.stats().uploads() == 1);
    assertThat(backend.entries).hasSize(1);
  }

  /** Its store could not be written, and can be now. */
  private Guarded guardThatHasPaused() {
    Guarded guard = guard(builder().pause(Duration.ofMillis(1), SHORT));
    backend.fail(new IOException("down"));
    for (int i = 0; i < 3; i++) {
      put(guard, 100);
    }
    await().until(() -> guard.stats().writes() != GuardStats.State.UP);
    backend.fail(null);
    return guard;
  }

  private static void assertTryingOpens(Guarded guard) throws IOException {
    try {
      guard.put(KEY, content(100));
    } catch (StoreException e) {
      assertThat(e.outcome()).isEqualTo(Outcome.SKIPPED);
    }
    assertThat(guard.stats().writes()).isEqualTo(GuardStats.State.UP);
  }

  @Test
  void put_storeThatDoesNotSayWhatItHolds_isSent() {
    Guarded guard = guard(builder());
    backend.entry = null;
    put(guard, 100);
    await().until(() -> guard.stats().uploads() == 1);
    assertThat(backend.entries).hasSize(1);
  }

  @Test
  void put_moreBytesThanTheQueueHas_isDroppedBeforeTheyAreTaken() {
    Guarded guard = guard(builder().uploadQueue(100, 1000).uploadTimeout(LONG));
    backend.hang();
    put(guard, 900);
    EntryContent untouched =
        new EntryContent() {
          @Override
          public long size() {
            return 200;
          }

          @Override
          public void writeTo(Sink sink) {
            throw new AssertionError("taken");
          }
        };
    assertOutcome(Outcome.SKIPPED, () -> guard.put(KEY, untouched));
  }

  @Test
  void put_contentThatFails_leavesTheQueueEmpty() {
    Guarded guard = guard(builder());
    EntryContent failing =
        new EntryContent() {
          @Override
          public long size() {
            return 200;
          }

          @Override
          public void writeTo(Sink sink) throws IOException {
            throw new IOException("the source failed");
          }
        };
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> guard.put(KEY, failing)).hasMessage("the source failed");
    }
    assertThat(guard.stats().queuedUploads()).isZero();
    assertThat(guard.stats().queuedBytes()).isZero();
  }

  @Test
  void put_storeThatIsDown_dropsWhatWaitsAndWhatComes() {
    Guarded guard = guard(builder().pause(LONG, LONG));
    backend.hang();
    backend.fail(new IOException("down"));
    for (int i = 0; i < 20; i++) {
      put(guard, 100);
    }
    backend.let();
    await().untilAsserted(() -> assertThat(guard.stats().queuedUploads()).isZero());
    assertThat(guard.stats().failedUploads()).isEqualTo(3);
    assertThat(guard.stats().droppedUploads()).isEqualTo(17);
    assertOutcome(Outcome.SKIPPED, () -> guard.put(KEY, content(100)));
    assertThat(guard.stats().droppedUploads()).isEqualTo(18);
    assertThat(guard.stats().writes()).isEqualTo(GuardStats.State.DOWN);
  }

  @Test
  void put_afterThePause_triesTheStoreWithoutBeingAskedTo() {
    Guarded guard = guardThatHasPaused();
    await().untilAsserted(() -> assertTryingOpens(guard));
    assertThat(backend.entries).containsKey(KEY);
  }

  @Test
  void close_withUploadsQueued_waitsForThemForAWhile() throws Exception {
    Guarded guard = guard(builder());
    for (int i = 0; i < 10; i++) {
      put(guard, 100);
    }
    guard.close();
    assertThat(guard.stats().uploads()).isEqualTo(10);
    assertOutcome(Outcome.SKIPPED, () -> guard.put(KEY, content(1)));
    assertOutcome(Outcome.SKIPPED, () -> guard.get(KEY));
  }

  @Test
  void close_storeThatHangs_dropsThemAndEnds() throws Exception {
    Guarded guard = guard(builder().closeTimeout(SHORT).uploadTimeout(LONG));
    backend.hang();
    for (int i = 0; i < 10; i++) {
      put(guard, 100);
    }
    guard.close();
    assertThat(guard.stats().droppedUploads()).isEqualTo(9);
    await().untilAsserted(() -> assertThat(guard.stats().queuedUploads()).isZero());
    guard.close();
  }

  @Test
  void close_always_endsItsThreads() throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Guarded guard =
        opened(
            new Guarded(
                builder().build(),
                task -> {
                  Thread thread = thread(task);
                  threads.add(thread);
                  return thread;
                }));
    put(guard, 100);
    guard.get(KEY);
    guard.close();
    assertThat(threads).hasSizeGreaterThan(1);
    await().untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
  }

  @Test
  void tryLease_interruptedDuringTheSecondLook_isHeldAndReleased() throws Exception {
    Guarded guard = guard(builder());
    backend.entries.put(KEY, new byte[1000]);
    backend.hangInBody = true;
    backend.deaf = true;
    backend.hang();
    FutureTask<TierHints.Begun> begun = new FutureTask<>(() -> guard.tryLease(REQUEST, LONG));
    Thread caller = new Thread(begun);
    caller.start();
    await().until(() -> backend.calls.get() == 1);
    caller.interrupt();
    assertThat(begun.get().right()).isEqualTo(TierHints.Right.GRANTED);
    guard.release(REQUEST, begun.get().lease());
    assertThat(backend.leases).hasValue(0);
  }

  @Test
  void tryLease_storeThatIsDown_isRefusedAtOnce() {
    Guarded guard = guard(builder().pause(LONG, LONG));
    backend.fail(new IOException("down"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> guard.get(KEY)).hasMessage("down");
    }
    assertThat(guard.tryLease(REQUEST, LONG).right()).isEqualTo(TierHints.Right.UNKNOWN);
  }

  @Test
  void tryLease_storeThatMayWorkAgain_isNotTakenByATrial() throws Exception {
    Guarded guard = guard(builder().pause(Duration.ofMillis(1), Duration.ofMillis(1)));
    backend.fail(new IOException("down"));
    for (int i = 0; i < 3; i++) {
      put(guard, 100);
    }
    await().until(() -> guard.stats().writes() != GuardStats.State.UP);
    for (int i = 0; i < 50; i++) {
      assertThat(guard.tryLease(REQUEST, LONG).right()).isEqualTo(TierHints.Right.UNKNOWN);
    }
    guard.close();
    assertThat(backend.leases).hasValue(0);
  }

  @Test
  void tryLease_always_isTheStoresAndReleasedThere() {
    Guarded guard = guard(builder());
    Lease lease = guard.tryLease(REQUEST, LONG).lease();
    assertThat(backend.leases).hasValue(1);
    guard.release(REQUEST, lease);
    assertThat(backend.leases).hasValue(0);
  }

  private static void put(Guarded guard, int size) {
    try {
      guard.put(KEY, content(size));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static EntryContent content(int size) {
    return new EntryContent() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void writeTo(Sink sink) throws IOException {
        sink.write(0, new byte[size], 0, size);
      }
    };
  }

  private static byte[] bytes(Optional<ByteBuffer> found) {
    ByteBuffer entry = found.orElseThrow();
    byte[] bytes = new byte[entry.remaining()];
    entry.get(bytes);
    return bytes;
  }

  private static void assertOutcome(Outcome outcome, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(outcome));
  }

  /** The fastest of many: what it costs where nothing else runs. */
  private static Duration fastest(ThrowingCallable call) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 1000; i++) {
      long start = System.nanoTime();
      try {
        call.call();
      } catch (Throwable e) {
        // Expected.
      }
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return Duration.ofNanos(fastest);
  }

  private SharedTier.Builder builder() {
    return SharedTier.builder(backend).timeout(LONG).coldStart(Duration.ZERO);
  }

  private Guarded guard(SharedTier.Builder builder) {
    return opened(new Guarded(builder.build()));
  }

  private Guarded guardWithThreads(SharedTier.Builder builder) {
    return opened(new Guarded(builder.build(), this::thread));
  }

  private Guarded opened(Guarded guard) {
    opened.add(guard);
    return guard;
  }

  /** A store that fails, hangs and lies as it is told. */
  private static final class Backend extends MapStore {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger leases = new AtomicInteger();
    private volatile IOException failure;
    private volatile Error error;
    private volatile boolean hangInLease;
    // Null if it fails to say.
    private volatile @Nullable Boolean entry = false;
    private volatile boolean hangWhenAsked;
    private volatile boolean closed;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean hangInBody;
    private volatile boolean deaf;
    private volatile boolean refusesLeases;
    private volatile boolean interrupted;
    private volatile long claimedSize = -1;
    private volatile long bodyMillis;
    private volatile String lastThread = "";

    void fail(IOException failure) {
      this.failure = failure;
    }

    private static void stay() throws IOException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public boolean holds(CacheKey key) throws IOException {
      if (hangWhenAsked) {
        stay();
      }
      Boolean known = entry;
      if (known == null) {
        throw new IOException("not now");
      }
      return known;
    }

    void hang() {
      gate = new CountDownLatch(1);
    }

    void let() {
      gate.countDown();
    }

    private void step() throws IOException {
      calls.incrementAndGet();
      Thread thread = Thread.currentThread();
      lastThread = thread.getName() + (thread.isDaemon() ? " daemon" : "");
      if (!hangInBody) {
        pass();
      }
      IOException now = failure;
      if (now != null) {
        throw now;
      }
      if (error != null) {
        throw error;
      }
    }

    private void pass() throws IOException {
      CountDownLatch now = gate;
      while (now.getCount() > 0) {
        try {
          now.await();
        } catch (InterruptedException e) {
          interrupted = true;
          if (!deaf) {
            throw new IOException("interrupted");
          }
        }
      }
    }

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      try {
        step();
      } catch (IOException e) {
        throw sneaky(e);
      }
      return super.get(key).map(Entry::new);
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      step();
      super.put(key, content);
    }

    @Override
    public boolean delete(CacheKey key) {
      try {
        step();
      } catch (IOException e) {
        throw sneaky(e);
      }
      return super.delete(key);
    }

    @Override
    public Optional<Lease> tryLease(CacheKey key, Duration atMost) {
      leases.incrementAndGet();
      if (refusesLeases) {
        throw sneaky(new IOException("access denied"));
      }
      if (hangInLease) {
        try {
          pass();
        } catch (IOException e) {
          throw sneaky(e);
        }
      }
      return Optional.of(leases::decrementAndGet);
    }

    @Override
    public void close() {
      try {
        pass();
      } catch (IOException e) {
        throw sneaky(e);
      }
      closed = true;
    }

    /** The overridden method declares nothing. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
      throw (E) failure;
    }

    private final class Entry implements StoredEntry {
      private final StoredEntry entry;

      private Entry(StoredEntry entry) {
        this.entry = entry;
      }

      @Override
      public long size() {
        return claimedSize < 0 ? entry.size() : claimedSize;
      }

      @Override
      public InputStream content() {
        try {
          if (hangInBody) {
            pass();
          }
        } catch (IOException e) {
          throw sneaky(e);
        }
        return bodyMillis == 0 ? entry.content() : new SlowStream(entry.content(), bodyMillis);
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

  /** Returns some bytes at once, and the rest after a while. */
  private static final class SlowStream extends FilterInputStream {
    private final long millis;
    private boolean begun;

    private SlowStream(InputStream content, long millis) {
      super(content);
      this.millis = millis;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (!begun) {
        begun = true;
        return super.read(target, offset, Math.min(length, 30));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      return super.read(target, offset, length);
    }
  }
}
