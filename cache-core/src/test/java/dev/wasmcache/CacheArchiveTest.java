package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.internal.archive.ArchiveWriter;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.stats.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries on their way from cache to cache, over untrusted channels. */
final class CacheArchiveTest {

  private static final int FRAME = 8 + 2;
  private static final int BEFORE_STORED = 1 + CacheKey.LENGTH + 8;
  private static final int END = 1 + 8;

  private final ListedStore source = new ListedStore();
  private final ListedStore target = new ListedStore();

  static Stream<Integrity> integrities() {
    return Keys.integrities();
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void read_whatWasWritten_isTheSameEntries(Integrity integrity) throws IOException {
    fill(integrity, 100, 0, 300_000);
    byte[] archive = archive(integrity);
    ArchiveReport report = read(integrity, archive);
    assertThat(target.entries).usingRecursiveComparison().isEqualTo(source.entries);
    assertThat(report.entries()).isEqualTo(3);
    assertThat(report.bytes()).isEqualTo(archive.length - FRAME - 3 * BEFORE_STORED - END);
    assertThat(report.refused()).isEmpty();
    assertThat(get(integrity, target, 2)).isEqualTo(artifact(2, 300_000));
  }

  @Test
  void write_filtered_holdsWhatIsWanted() throws IOException {
    fill(Integrity.checksum(), 10, 1000, 20);
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    ArchiveReport report =
        cache(Integrity.checksum(), source).admin().exportArchive(archive, e -> e.size() < 500);
    assertThat(report.entries()).isEqualTo(2);
    read(Integrity.checksum(), archive.toByteArray());
    assertThat(target.entries).containsOnlyKeys(key(0), key(2));
  }

  @Test
  void write_moreThanAPage_holdsAll() throws IOException {
    fill(Integrity.checksum(), 1);
    byte[] stored = source.entries.get(key(0));
    for (int i = 0; i < 2500; i++) {
      byte[] key = ByteBuffer.allocate(CacheKey.LENGTH).putInt(i + 1).array();
      source.entries.put(CacheKey.of(key), stored);
    }
    ArchiveReport report = write(Integrity.checksum(), new ByteArrayOutputStream());
    assertThat(report.entries()).isEqualTo(1);
    assertThat(report.refused()).containsExactly(Map.entry(Outcome.CORRUPT, 2500L));
  }

  @Test
  void write_badEntry_isLeftOutAndReportedAndStays() throws IOException {
    fill(Integrity.checksum(), 10, 10);
    source.entries.get(key(0))[195] ^= 1;
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    ArchiveReport report = write(Integrity.checksum(), archive);
    assertThat(report.entries()).isEqualTo(1);
    assertThat(report.refused()).containsExactly(Map.entry(Outcome.CORRUPT, 1L));
    assertThat(source.entries).hasSize(2);
    read(Integrity.checksum(), archive.toByteArray());
    assertThat(target.entries).containsOnlyKeys(key(1));
  }

  @Test
  void write_storeThatCannotList_failsAndHasNoEnd() {
    fill(Integrity.checksum(), 10);
    source.failing = true;
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    assertThatThrownBy(() -> write(Integrity.checksum(), archive)).isInstanceOf(IOException.class);
    assertThat(damage(Integrity.checksum(), archive.toByteArray()))
        .hasMessageContaining("end mark");
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void read_truncatedAnywhere_failsAndKeepsWhatCameBefore(Integrity integrity) throws IOException {
    fill(integrity, 40, 30);
    byte[] archive = archive(integrity);
    int afterFirst = FRAME + BEFORE_STORED + first().length;
    int afterSecond = archive.length - END;
    for (int length = 0; length < archive.length; length++) {
      target.entries.clear();
      ArchiveException e = damage(integrity, Arrays.copyOf(archive, length));
      int whole = length < afterFirst ? 0 : length < afterSecond ? 1 : 2;
      assertThat(e.problem()).isEqualTo(ArchiveException.Problem.DAMAGED);
      assertThat(e.report().entries()).as("cut at " + length).isEqualTo(whole);
      assertThat(target.entries).hasSize(whole);
      assertOnlyRight(target);
    }
  }

  @ParameterizedTest
  @MethodSource("integrities")
  void read_anyByteChanged_neverStoresAWrongArtifact(Integrity integrity) throws IOException {
    fill(integrity, 40, 30);
    byte[] archive = archive(integrity);
    for (int position = 0; position < archive.length; position++) {
      for (int bits : new int[] {1, 0x80, 0xff}) {
        byte[] bad = archive.clone();
        bad[position] ^= (byte) bits;
        target.entries.clear();
        assertNoticed(integrity, bad, position);
        assertOnlyRight(target);
      }
    }
  }

  private void assertNoticed(Integrity integrity, byte[] bad, int position) {
    try {
      ArchiveReport report = read(integrity, bad);
      assertThat(report.refused().values()).as("changed at " + position).containsExactly(1L);
      assertThat(report.entries()).isEqualTo(1);
    } catch (ArchiveException e) {
      assertThat(e).hasMessageStartingWith("The archive is");
    }
  }

  @Test
  void read_anyByteChanged_naiveReaderIsCaught() throws IOException {
    fill(Integrity.checksum(), 40, 30);
    byte[] archive = archive(Integrity.checksum());
    int wrong = 0;
    for (int position = FRAME; position < archive.length; position++) {
      byte[] bad = archive.clone();
      bad[position] ^= 1;
      Map<CacheKey, byte[]> stored = naiveRead(bad);
      wrong +=
          stored.entrySet().stream()
                  .allMatch(e -> Arrays.equals(e.getValue(), source.entries.get(e.getKey())))
              ? 0
              : 1;
    }
    int stored = source.entries.values().stream().mapToInt(entry -> entry.length).sum();
    assertThat(wrong).isGreaterThanOrEqualTo(stored);
  }

  /** Trusts the frame and verifies nothing. */
  private static Map<CacheKey, byte[]> naiveRead(byte[] archive) {
    Map<CacheKey, byte[]> entries = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(archive, FRAME, archive.length - FRAME);
    while (in.hasRemaining() && in.get() == ArchiveWriter.ENTRY) {
      byte[] key = new byte[CacheKey.LENGTH];
      in.get(key);
      long length = in.getLong();
      byte[] stored = new byte[(int) Math.max(0, Math.min(length, in.remaining()))];
      in.get(stored);
      entries.put(CacheKey.of(key), stored);
    }
    return entries;
  }

  @Test
  void read_sameKeyTwiceOrOutOfOrder_isDamaged() throws IOException {
    fill(Integrity.checksum(), 40, 30);
    byte[] archive = archive(Integrity.checksum());
    int length = BEFORE_STORED + first().length;
    byte[] twice = new byte[archive.length + length];
    System.arraycopy(archive, 0, twice, 0, FRAME + length);
    System.arraycopy(archive, FRAME, twice, FRAME + length, archive.length - FRAME);
    ArchiveException e = damage(Integrity.checksum(), twice);
    assertThat(e).hasMessageContaining("is not greater than the one before");
    assertThat(e.report().entries()).isEqualTo(1);
  }

  @Test
  void read_garbageOrOtherVersionOrMore_saysSo() throws IOException {
    assertThat(damage(Integrity.checksum(), Bodies.random(1, 1000)))
        .hasMessageContaining("does not start with the magic bytes of an archive");
    fill(Integrity.checksum(), 10);
    byte[] archive = archive(Integrity.checksum());
    assertThat(damage(Integrity.checksum(), Arrays.copyOf(archive, archive.length + 1)))
        .hasMessageContaining("continues after its end");
    archive[9] = 2;
    assertThat(damage(Integrity.checksum(), archive)).hasMessageContaining("version 2, not 1");
  }

  @Test
  void read_overALimit_namesItAndKeepsWhatCameBefore() throws IOException {
    fill(Integrity.checksum(), 40, 40, 40);
    byte[] archive = archive(Integrity.checksum());
    long entry = first().length;
    ArchiveException entries = overLimit(archive, new ArchiveLimits(2, 1 << 20, 1 << 20));
    assertThat(entries).hasMessageContaining("more entries than the limit of 2");
    assertThat(entries.report().entries()).isEqualTo(2);
    ArchiveException bytes = overLimit(archive, new ArchiveLimits(9, 2 * entry, 1 << 20));
    assertThat(bytes).hasMessageContaining("more bytes than the limit of " + 2 * entry);
    assertThat(bytes.report().entries()).isEqualTo(2);
    read(Integrity.checksum(), archive, new ArchiveLimits(3, 3 * entry, 40));
    assertThat(target.entries).hasSize(3);
  }

  @Test
  void read_largeEntry_isOverTheLimitOfAnEntryOrOfTheCache() throws IOException {
    int size = 2 * EntryHeader.MAXIMUM_SIZE;
    fill(Integrity.checksum(), size);
    byte[] archive = archive(Integrity.checksum());
    assertThat(overLimit(archive, new ArchiveLimits(9, 1 << 20, size / 4)))
        .hasMessageContaining("the limit of an entry is " + size / 4);
    try (CompilationCache small =
        CompilationCache.builder().disk(target).maximumEntryBytes(100).build()) {
      assertThat(
              small
                  .admin()
                  .importArchive(new ByteArrayInputStream(archive), ArchiveLimits.DEFAULT)
                  .refused())
          .containsExactly(Map.entry(Outcome.TOO_LARGE, 1L));
    }
    assertThat(target.entries).isEmpty();
  }

  @Test
  void read_hugeLengthAnnounced_allocatesNoMoreThanArrives() throws IOException {
    byte[] start =
        ByteBuffer.allocate(FRAME + BEFORE_STORED)
            .put(ArchiveWriter.MAGIC)
            .putShort((short) ArchiveWriter.VERSION)
            .put((byte) ArchiveWriter.ENTRY)
            .put(new byte[CacheKey.LENGTH])
            .putLong(CompilationCacheBuilder.LARGEST_ENTRY)
            .array();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    ArchiveLimits limits =
        new ArchiveLimits(1, Long.MAX_VALUE, CompilationCacheBuilder.LARGEST_ENTRY);
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThat(
            catchThrowableOfType(
                ArchiveException.class, () -> read(Integrity.checksum(), start, limits)))
        .hasMessageContaining("end mark");
    assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
        .isLessThan(16 << 20);
  }

  @Test
  void read_endlessInput_endsAtALimit() throws IOException {
    fill(Integrity.checksum(), 40);
    byte[] entry = Arrays.copyOfRange(archive(Integrity.checksum()), FRAME, FRAME + BEFORE_STORED);
    InputStream endless = new EndlessArchive(entry, 64);
    ArchiveException e =
        catchThrowableOfType(
            ArchiveException.class,
            () ->
                cache(Integrity.checksum(), target)
                    .admin()
                    .importArchive(endless, new ArchiveLimits(1000, 1 << 20, 1 << 20)));
    assertThat(e).hasMessageContaining("limit of 1000");
    assertThat(e.report().refused()).containsExactly(Map.entry(Outcome.CORRUPT, 1000L));
    assertThat(target.entries).isEmpty();
  }

  @Test
  void read_streamThatFails_isUnreadableAndKeepsWhatCameBefore() throws IOException {
    fill(Integrity.checksum(), 40, 30);
    byte[] archive = archive(Integrity.checksum());
    InputStream failing =
        new InputStream() {
          private int position;

          @Override
          public int read() throws IOException {
            if (position == archive.length - END - 1) {
              throw new IOException("connection reset");
            }
            return archive[position++] & 0xff;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            bytes[offset] = (byte) read();
            return 1;
          }
        };
    ArchiveException e =
        catchThrowableOfType(
            ArchiveException.class,
            () ->
                cache(Integrity.checksum(), target)
                    .admin()
                    .importArchive(failing, ArchiveLimits.DEFAULT));
    assertThat(e.problem()).isEqualTo(ArchiveException.Problem.UNREADABLE);
    assertThat(e.report().entries()).isEqualTo(1);
    assertThat(e).hasMessageContaining("connection reset");
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void read_signedByAnotherKey_isRefusedByOutcome(Keys kind) throws IOException {
    fill(kind.forger("k1"), 40, 30);
    byte[] forged = archive(kind.forger("k1"));
    assertThat(read(kind.of("k1"), forged).refused())
        .containsExactly(Map.entry(Outcome.UNAUTHENTIC, 2L));
    assertThat(read(kind.of("other"), forged).refused())
        .containsExactly(Map.entry(Outcome.STALE, 2L));
    assertThat(target.entries).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void read_unsignedWithKeysConfigured_isUnauthentic(Keys kind) throws IOException {
    fill(Integrity.checksum(), 40);
    assertThat(read(kind.of("k1"), archive(Integrity.checksum())).refused())
        .containsExactly(Map.entry(Outcome.UNAUTHENTIC, 1L));
    assertThat(target.entries).isEmpty();
  }

  @Test
  void read_publicKeysOnly_storesWhatABuilderSigned() throws IOException {
    fill(Keys.ED25519.of("k1"), 40, 200_000);
    Integrity consumer = Keys.publicOnly("k1");
    assertThat(read(consumer, archive(Keys.ED25519.of("k1"))).entries()).isEqualTo(2);
    assertThat(get(consumer, target, 1)).isEqualTo(artifact(1, 200_000));
    // And passes on what it could not sign itself.
    source.entries.clear();
    source.entries.putAll(target.entries);
    target.entries.clear();
    assertThat(read(consumer, archive(consumer)).entries()).isEqualTo(2);
  }

  @Test
  void read_required_storesAndReadOnlyOrWithoutTiers_isRefused() throws IOException {
    fill(Integrity.checksum(), 40);
    byte[] archive = archive(Integrity.checksum());
    read(CompilationCache.builder().disk(target).mode(CacheMode.REQUIRED).build(), archive);
    assertThat(target.entries).hasSize(1);
    for (CacheMode mode : new CacheMode[] {CacheMode.READ_ONLY, CacheMode.BYPASS}) {
      assertThatIllegalStateException()
          .isThrownBy(
              () -> read(CompilationCache.builder().disk(target).mode(mode).build(), archive))
          .withMessageContaining("mode " + mode.id());
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> read(CompilationCache.builder().memory(1 << 20).build(), archive));
  }

  @Test
  void read_storeThatFails_isReported() throws IOException {
    fill(Integrity.checksum(), 40, 30);
    byte[] archive = archive(Integrity.checksum());
    target.failing = true;
    assertThat(read(Integrity.checksum(), archive).refused())
        .containsExactly(Map.entry(Outcome.ERROR, 2L));
  }

  @Test
  void read_intoDiskAndShared_fillsBoth() throws IOException {
    fill(Integrity.checksum(), 40);
    ListedStore shared = new ListedStore();
    read(
        CompilationCache.builder().disk(target).shared(shared).build(),
        archive(Integrity.checksum()));
    Waiting.until(() -> shared.entries.size() == source.entries.size());
    assertThat(target.entries).usingRecursiveComparison().isEqualTo(source.entries);
    assertThat(shared.entries).usingRecursiveComparison().isEqualTo(source.entries);
  }

  /** One entry after another, under ascending keys. */
  private static final class EndlessArchive extends InputStream {
    private final ByteBuffer entry;
    private byte[] current;
    private int position;
    private int number;

    private EndlessArchive(byte[] frame, int length) {
      entry = ByteBuffer.allocate(BEFORE_STORED + length).put(frame);
      entry.putLong(1 + CacheKey.LENGTH, length);
      current =
          ByteBuffer.allocate(FRAME)
              .put(ArchiveWriter.MAGIC)
              .putShort((short) ArchiveWriter.VERSION)
              .array();
    }

    @Override
    public int read() {
      if (position == current.length) {
        entry.putInt(1, ++number);
        current = entry.array();
        position = 0;
      }
      return current[position++] & 0xff;
    }
  }

  /** A store that can list, and fail. */
  private static final class ListedStore extends MapStore {
    private boolean failing;

    @Override
    public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
      if (failing) {
        throw new IOException("planted");
      }
      return new ArrayList<>(new TreeMap<>(entries).keySet())
          .stream().filter(key -> after == null || key.compareTo(after) > 0).limit(limit).toList();
    }

    @Override
    public void put(CacheKey key, EntryContent content) throws IOException {
      if (failing) {
        throw new IOException("planted");
      }
      super.put(key, content);
    }
  }

  private void fill(Integrity integrity, int... sizes) {
    source.entries.clear();
    try (CompilationCache cache = cache(integrity, source)) {
      for (int i = 0; i < sizes.length; i++) {
        Artifact artifact = artifact(i, sizes[i]);
        cache.getOrCompile(Requests.of(i), request -> artifact);
      }
    }
  }

  private byte[] first() {
    return new TreeMap<>(source.entries).firstEntry().getValue();
  }

  private byte[] archive(Integrity integrity) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      write(integrity, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArchiveReport write(Integrity integrity, OutputStream out) throws IOException {
    return cache(integrity, source).admin().exportArchive(out, entry -> true);
  }

  private ArchiveReport read(Integrity integrity, byte[] archive) throws ArchiveException {
    return read(integrity, archive, ArchiveLimits.DEFAULT);
  }

  private ArchiveReport read(Integrity integrity, byte[] archive, ArchiveLimits limits)
      throws ArchiveException {
    return cache(integrity, target)
        .admin()
        .importArchive(new ByteArrayInputStream(archive), limits);
  }

  private static void read(CompilationCache cache, byte[] archive) throws ArchiveException {
    cache.admin().importArchive(new ByteArrayInputStream(archive), ArchiveLimits.DEFAULT);
  }

  private ArchiveException damage(Integrity integrity, byte[] archive) {
    return catchThrowableOfType(ArchiveException.class, () -> read(integrity, archive));
  }

  private ArchiveException overLimit(byte[] archive, ArchiveLimits limits) {
    target.entries.clear();
    ArchiveException e =
        catchThrowableOfType(
            ArchiveException.class, () -> read(Integrity.checksum(), archive, limits));
    assertThat(e.problem()).isEqualTo(ArchiveException.Problem.OVER_LIMIT);
    return e;
  }

  private void assertOnlyRight(MapStore store) {
    store.entries.forEach((key, entry) -> assertThat(entry).isEqualTo(source.entries.get(key)));
  }

  private static CompilationCache cache(Integrity integrity, ArtifactStore store) {
    return CompilationCache.builder()
        .disk(store)
        .integrity(integrity)
        .timeout(java.time.Duration.ZERO)
        .build();
  }

  private static Artifact get(Integrity integrity, MapStore store, int module) {
    return cache(integrity, store).get(key(module)).orElseThrow();
  }

  private static CacheKey key(int module) {
    return Requests.of(module).key();
  }

  private static Artifact artifact(int module, int size) {
    return Artifact.of(Bodies.random(module, size));
  }
}
