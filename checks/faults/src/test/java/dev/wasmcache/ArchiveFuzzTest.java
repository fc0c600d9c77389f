package dev.wasmcache;

import static dev.wasmcache.DecoderCheck.CHECKSUM;
import static dev.wasmcache.DecoderCheck.HMAC;
import static dev.wasmcache.DecoderCheck.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.internal.archive.ArchiveReader;
import dev.wasmcache.internal.archive.ArchiveWriter;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.stats.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.MethodSource;

/** Arbitrary bytes instead of an archive. */
@ExtendWith(FuzzDuration.class)
final class ArchiveFuzzTest {

  private static final CacheKey BEFORE = CacheKey.of(new byte[CacheKey.LENGTH]);
  private static final ArchiveLimits LIMITS = new ArchiveLimits(100, 1 << 20, 1 << 19);

  // Bytes that were announced and have not arrived must not be allocated; the rest is for
  // exceptions.
  private static final long MAXIMUM_ALLOCATION = 512 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The code under test: returns the entries that it would store. */
  private interface Importer {
    Map<CacheKey, byte[]> read(byte[] archive, Integrity integrity) throws IOException;
  }

  static Stream<byte[]> seeds() {
    return Stream.of(CHECKSUM, HMAC)
        .map(DecoderCheck::good)
        .flatMap(
            entry -> {
              byte[] good = archive(1, Map.of(KEY, entry));
              return Stream.of(
                  good,
                  archive(2, two(entry)),
                  archive(0, Map.of()),
                  Arrays.copyOf(good, good.length - 1),
                  Arrays.copyOf(good, 100),
                  Seeds.with(good, 10, 3), // kind
                  Seeds.with(good, 11, 0xff), // key
                  Seeds.with(good, 43, 0x80), // length
                  Seeds.with(good, 47, 0x7f));
            });
  }

  @MethodSource("seeds")
  @FuzzTest
  void read_anyBytes_isRefusedOrStoresWhatVerifies(byte[] bytes) {
    check(ArchiveFuzzTest::product, bytes, CHECKSUM);
    check(ArchiveFuzzTest::product, bytes, HMAC)
        .forEach(
            (key, stored) ->
                assertThat(stored)
                    .as("only the holder of the secret can sign")
                    .isEqualTo(DecoderCheck.good(HMAC)));
  }

  @Test
  void read_goodArchive_storesItsEntry() {
    for (Integrity integrity : new Integrity[] {CHECKSUM, HMAC}) {
      byte[] entry = DecoderCheck.good(integrity);
      assertThat(check(ArchiveFuzzTest::product, archive(1, Map.of(KEY, entry)), integrity))
          .containsOnlyKeys(KEY);
      assertThat(check(ArchiveFuzzTest::product, archive(2, two(entry)), integrity))
          .as("an entry under another key is not stored")
          .containsOnlyKeys(KEY);
    }
  }

  @Test
  void read_naiveImporter_isCaught() {
    byte[] good = archive(1, Map.of(KEY, DecoderCheck.good(CHECKSUM)));
    for (byte[] bad :
        new byte[][] {
          Seeds.with(good, 11, good[11] ^ 1), // a different key
          Seeds.with(good, 47, 0x08), // 128 MB
          Seeds.with(good, 47, 0xff), // a negative length
          Seeds.with(good, good.length - 10, good[good.length - 10] ^ 1) // the body
        }) {
      assertThatThrownBy(() -> check(ArchiveFuzzTest::naive, bad, CHECKSUM))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Returns the entries that were stored, after checking them. */
  private static Map<CacheKey, byte[]> check(
      Importer importer, byte[] archive, Integrity integrity) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Map<CacheKey, byte[]> stored = read(importer, archive, integrity);
    long maximum = MAXIMUM_ALLOCATION + 8L * archive.length;
    if (THREADS.getCurrentThreadAllocatedBytes() - before > maximum) {
      // The first attempt may have loaded classes, which the fuzzer's agent changes.
      before = THREADS.getCurrentThreadAllocatedBytes();
      read(importer, archive, integrity);
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThanOrEqualTo(maximum);
    }
    stored.forEach(
        (key, entry) ->
            assertThat(
                    DecoderCheck.accepts(
                        (asked, found) -> DecoderCheck.product(integrity).read(key, found),
                        entry,
                        entry.length))
                .as("a stored entry is found again")
                .isTrue());
    return stored;
  }

  private static Map<CacheKey, byte[]> read(Importer importer, byte[] archive, Integrity by) {
    try {
      return importer.read(archive, by);
    } catch (IOException e) {
      return Map.of();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("not a refusal", e);
    }
  }

  private static Map<CacheKey, byte[]> product(byte[] archive, Integrity integrity)
      throws IOException {
    Map<CacheKey, byte[]> stored = new LinkedHashMap<>();
    EntryReader reader = new EntryReader(integrity.authenticator(), DecoderCheck.MAXIMUM_BYTES);
    ArchiveReader.Target target =
        (key, entry) -> {
          try {
            reader.read(key, entry);
            stored.put(key, entry);
            return Outcome.STORED;
          } catch (BadEntryException e) {
            return e.outcome();
          }
        };
    ArchiveReport report;
    try {
      report = new ArchiveReader(new ByteArrayInputStream(archive), LIMITS, target).read();
    } catch (ArchiveException e) {
      assertThat(e.problem()).isNotEqualTo(ArchiveException.Problem.UNREADABLE);
      report = e.report();
    }
    assertThat(report.entries()).isEqualTo(stored.size());
    return stored;
  }

  /** Trusts the frame, and verifies nothing. */
  private static Map<CacheKey, byte[]> naive(byte[] archive, Integrity integrity)
      throws IOException {
    Map<CacheKey, byte[]> stored = new LinkedHashMap<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(archive));
    in.skipBytes(ArchiveWriter.MAGIC.length + 2);
    while (in.read() == ArchiveWriter.ENTRY) {
      CacheKey key = CacheKey.of(in.readNBytes(CacheKey.LENGTH));
      byte[] entry = new byte[(int) in.readLong()];
      in.readFully(entry);
      stored.put(key, entry);
    }
    return stored;
  }

  /** A valid entry after one that is stored under a key that is not its own. */
  private static Map<CacheKey, byte[]> two(byte[] entry) {
    Map<CacheKey, byte[]> entries = new LinkedHashMap<>();
    entries.put(BEFORE, entry);
    entries.put(KEY, entry);
    return entries;
  }

  private static byte[] archive(int count, Map<CacheKey, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(ArchiveWriter.MAGIC);
      out.writeShort(ArchiveWriter.VERSION);
      for (Map.Entry<CacheKey, byte[]> entry : entries.entrySet()) {
        out.writeByte(ArchiveWriter.ENTRY);
        out.write(entry.getKey().toBytes());
        out.writeLong(entry.getValue().length);
        out.write(entry.getValue());
      }
      out.writeByte(ArchiveWriter.END);
      out.writeLong(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
