package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is counted and deleted when a store can open an entry in more than one way. */
final class DoubtedEntryTest {

  private static final CompileRequest REQUEST =
      CompileRequest.of(
          new byte[] {0, 'a', 's', 'm'}, new Fingerprint("test", "1", Map.of(), "any", 1, 0));
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(1, 5_000));
  private static final byte[] BAD = Bodies.random(2, 5_000);

  private final Deque<Optional<byte[]>> answers = new ArrayDeque<>();
  private int opened;
  private int discards;
  private boolean removes = true;

  @Test
  void S20_get_firstAnswerIsAnotherEntry_isAHitWithNothingCountedOrDeleted() {
    answers.add(Optional.of(BAD));
    answers.add(Optional.of(entry()));
    TierStats stats = get(Optional.of(ARTIFACT));
    assertThat(stats.requests(Outcome.HIT)).isEqualTo(1);
    assertThat(stats.requests(Outcome.CORRUPT)).isZero();
    assertThat(stats.deletions()).isZero();
    assertThat(discards).isZero();
  }

  @Test
  void S20_get_firstAnswerIsAnotherEntryAndThereIsNone_isAMiss() {
    answers.add(Optional.of(BAD));
    answers.add(Optional.empty());
    assertThat(get(Optional.empty()).requests(Outcome.MISS)).isEqualTo(1);
    assertThat(discards).isZero();
  }

  @Test
  void S26_get_bothAnswersAreBad_isCountedAndDeletedOnce() {
    answers.add(Optional.of(BAD));
    answers.add(Optional.of(BAD));
    TierStats stats = get(Optional.empty());
    assertThat(stats.requests(Outcome.CORRUPT)).isEqualTo(1);
    assertThat(stats.deletions()).isEqualTo(1);
    assertThat(discards).isEqualTo(1);
  }

  @Test
  void S20_get_storeThatReopensForEver_isAskedThreeTimes() {
    for (int i = 0; i < 10; i++) {
      answers.add(Optional.of(BAD));
    }
    assertThat(get(Optional.empty()).requests(Outcome.CORRUPT)).isEqualTo(1);
    assertThat(opened).isEqualTo(3);
  }

  @Test
  void S27_get_badEntryThatIsGoneByThen_isNoDeletion() {
    removes = false;
    answers.add(Optional.of(BAD));
    TierStats stats = get(Optional.empty());
    assertThat(discards).isEqualTo(1);
    assertThat(stats.requests(Outcome.CORRUPT)).isEqualTo(1);
    assertThat(stats.deletions()).isZero();
    assertThat(stats.deletionFailures()).isZero();
  }

  @Test
  void S30_request_nameOfTheCallers_isSaidWithoutControlCharacters() {
    CompileRequest named = REQUEST.named("\033[2Jmodule\n" + "x".repeat(5000));
    assertThat(named.describe())
        .startsWith("'?[2Jmodule?xxx")
        .hasSizeLessThan(1100)
        .endsWith("(" + named.key() + ")");
  }

  private TierStats get(Optional<Artifact> expected) {
    try (CompilationCache cache = CompilationCache.builder().shared(new Store()).build()) {
      assertThat(cache.get(KEY)).isEqualTo(expected);
      return cache.stats().tier(Tier.SHARED);
    }
  }

  private static byte[] entry() {
    MapStore store = new MapStore();
    try (CompilationCache cache = CompilationCache.builder().shared(store).build()) {
      cache.put(KEY, ARTIFACT);
    }
    try (StoredEntry entry = store.get(KEY).orElseThrow()) {
      return entry.content().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives one answer after the other. */
  private final class Store implements ArtifactStore {
    @Override
    public Optional<StoredEntry> peek(CacheKey key) {
      // What finds out whether it works, before any request.
      return Optional.empty();
    }

    @Override
    public Optional<StoredEntry> get(CacheKey key) {
      return next();
    }

    private Optional<StoredEntry> next() {
      opened++;
      return answers.remove().map(Entry::new);
    }

    private final class Entry implements StoredEntry {
      private final byte[] bytes;

      private Entry(byte[] bytes) {
        this.bytes = bytes;
      }

      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream content() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public Optional<StoredEntry> reopen() {
        return answers.isEmpty() ? Optional.of(this) : next();
      }

      @Override
      public boolean discard() {
        discards++;
        return removes;
      }

      @Override
      public void close() {}
    }

    @Override
    public void put(CacheKey key, EntryContent content) {}

    @Override
    public boolean delete(CacheKey key) {
      return false;
    }

    @Override
    public void close() {}
  }
}
