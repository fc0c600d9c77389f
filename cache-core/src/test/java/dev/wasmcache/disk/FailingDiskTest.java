package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The file system fails the first, second, third … call of an operation, until no call fails any
 * more. No failure reaches the caller, no wrong content is returned or left behind, and after the
 * fault the same cache works again.
 */
final class FailingDiskTest {

  private static final int ENOUGH = 500;
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final Artifact ARTIFACT = Artifact.of(body());

  @TempDir Path temporary;

  private final FailingFileCalls files = new FailingFileCalls();
  private Instant now = Instant.now();
  private int round;

  /** More than two slices of a write. */
  private static byte[] body() {
    byte[] body = new byte[300_000];
    new Random(1).nextBytes(body);
    return body;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void get_nthCallFails_answersTheArtifactOrNothing(boolean persistent) throws IOException {
    untilNothingFails(
        persistent,
        Filled.YES,
        (cache, store) ->
            assertThat(cache.get(REQUEST.key()).orElse(ARTIFACT)).isEqualTo(ARTIFACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void get_anHourLaterAndNthCallFails_answersTheArtifactOrNothing(boolean persistent)
      throws IOException {
    // The time of its last use is set too.
    untilNothingFails(
        persistent,
        Filled.YES,
        (cache, store) -> {
          now = now.plus(Duration.ofHours(2));
          assertThat(cache.get(REQUEST.key()).orElse(ARTIFACT)).isEqualTo(ARTIFACT);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void get_damagedEntryAndNthCallFails_answersNothing(boolean persistent) throws IOException {
    untilNothingFails(
        persistent,
        Filled.DAMAGED,
        (cache, store) -> assertThat(cache.get(REQUEST.key())).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void put_nthCallFails_storesAllOrNothing(boolean persistent) throws IOException {
    untilNothingFails(persistent, Filled.NO, (cache, store) -> cache.put(REQUEST.key(), ARTIFACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void getOrCompile_nthCallFails_answersTheArtifact(boolean persistent) throws IOException {
    untilNothingFails(
        persistent,
        Filled.NO,
        (cache, store) ->
            assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void delete_nthCallFails_saysSoOrDeletes(boolean persistent) throws IOException {
    untilNothingFails(
        persistent,
        Filled.YES,
        (cache, store) -> {
          try {
            cache.delete(REQUEST.key());
          } catch (UncheckedIOException e) {
            return;
          }
          files.fixed();
          assertThat(cache.get(REQUEST.key())).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void collect_nthCallFails_saysSoOrCollects(boolean persistent) throws IOException {
    untilNothingFails(
        persistent,
        Filled.YES,
        (cache, store) -> {
          now = now.plus(Duration.ofHours(2));
          try {
            store.collect();
          } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).*(No space left|Input/output).*");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void close_nthCallFails_isNotThrown(boolean persistent) throws IOException {
    for (int failAt = 1; failAt < 5; failAt++) {
      DiskStore store = store(temporary.resolve("close"));
      CompilationCache cache = CompilationCache.builder().disk(store).build();
      files.failAt(failAt, persistent);
      cache.close();
      cache.close();
      files.fixed();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void build_nthCallFails_saysWhyOrOpens(boolean persistent) throws IOException {
    for (int failAt = 1; failAt < ENOUGH; failAt++) {
      Path directory = temporary.resolve("build-" + failAt + "/cache");
      files.failAt(failAt, persistent);
      try {
        store(directory).close();
      } catch (CacheDirectoryException e) {
        assertThat(e).hasMessageContaining(directory.toString());
      }
      boolean reached = files.failed();
      files.fixed();
      assertWorks(directory);
      if (!reached) {
        assertThat(failAt).as("calls that were made to fail").isGreaterThan(5);
        return;
      }
    }
    throw new AssertionError("no end after " + ENOUGH + " calls");
  }

  @Test
  void F23_get_staleHandleOnce_looksTheNameUpAgain() {
    DiskStore store = store(temporary.resolve("stale"));
    try (CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      cache.put(REQUEST.key(), ARTIFACT);
      // The directory, the folder, and then the file.
      files.failAt(3, false);
      assertThat(cache.get(REQUEST.key())).contains(ARTIFACT);
      assertThat(files.failed()).isTrue();
    }
  }

  @Test
  void put_naiveWriterAndNthCallFails_isCaught() throws IOException {
    // The harness is useful only if it detects a write that is not protected.
    Path file = temporary.resolve("naive");
    files.failAt(3, false);
    assertThatThrownBy(() -> NaiveFile.write(files, file, ARTIFACT.bytes()))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(file)).isNotEmpty().isNotEqualTo(ARTIFACT.bytes());
  }

  private enum Filled {
    NO,
    YES,
    DAMAGED
  }

  private interface Operation {
    void run(CompilationCache cache, DiskStore store) throws IOException;
  }

  private void untilNothingFails(boolean persistent, Filled filled, Operation operation)
      throws IOException {
    for (int failAt = 1; failAt < ENOUGH; failAt++) {
      Path directory = temporary.resolve("round-" + round++);
      DiskStore store = store(directory);
      try (CompilationCache cache = CompilationCache.builder().disk(store).build()) {
        fill(cache, directory, filled);
        files.failAt(failAt, persistent);
        operation.run(cache, store);
        boolean reached = files.failed();
        files.fixed();
        assertNothingWrongIsLeft(cache, store, directory);
        if (!reached) {
          assertThat(failAt).as("calls that were made to fail").isGreaterThan(3);
          return;
        }
      }
    }
    throw new AssertionError("no end after " + ENOUGH + " calls");
  }

  private static void fill(CompilationCache cache, Path directory, Filled filled)
      throws IOException {
    if (filled == Filled.NO) {
      return;
    }
    cache.put(REQUEST.key(), ARTIFACT);
    if (filled == Filled.DAMAGED) {
      Path entry = new DiskLayout(directory.toRealPath()).entry(REQUEST.key());
      byte[] bytes = Files.readAllBytes(entry);
      bytes[bytes.length / 2] ^= 1;
      Files.write(entry, bytes);
    }
  }

  /** After the fault, the same cache serves the right content, and no other files remain. */
  private void assertNothingWrongIsLeft(CompilationCache cache, DiskStore store, Path directory)
      throws IOException {
    CacheKey other = Requests.of(2).key();
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(cache.get(REQUEST.key())).contains(ARTIFACT);
    cache.put(other, ARTIFACT);
    assertThat(cache.get(other)).contains(ARTIFACT);
    now = now.plus(Duration.ofHours(2));
    store.collect();
    try (Stream<Path> paths = Files.walk(directory)) {
      assertThat(paths.map(Path::toString).filter(name -> name.endsWith(".tmp"))).isEmpty();
    }
  }

  private void assertWorks(Path directory) {
    try (CompilationCache cache = CompilationCache.builder().disk(store(directory)).build()) {
      cache.put(REQUEST.key(), ARTIFACT);
      assertThat(cache.get(REQUEST.key())).contains(ARTIFACT);
    }
  }

  private DiskStore store(Path directory) {
    return DiskStore.builder(directory)
        .clock(() -> now)
        .files(files)
        // No background: it would make some of the calls, and would evict after a call reports no
        // space.
        .threads(task -> new Thread(() -> {}))
        .build();
  }

  /** Writes to the final name. */
  private static final class NaiveFile {
    private static void write(FileCalls files, Path file, byte[] body) throws IOException {
      files.createFile(file);
      try (FileCalls.Output output = files.write(file)) {
        output.write(0, body, 0, body.length);
      }
    }
  }
}
