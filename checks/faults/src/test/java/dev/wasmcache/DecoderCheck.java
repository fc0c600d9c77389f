package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.internal.entry.EntryWriter;
import dev.wasmcache.internal.entry.FingerprintEncoding;
import dev.wasmcache.stats.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The invariants of a decoder of entries, for arbitrary bytes. */
final class DecoderCheck {

  static final CacheKey KEY = Requests.of(1).key();
  static final Integrity CHECKSUM = Integrity.checksum();
  static final Integrity HMAC = Integrity.hmac(KeyRing.of("k1", Bodies.random(7, 32)));

  private static final Artifact ARTIFACT =
      Artifact.builder()
          .content(Bodies.random(3, 64))
          .fingerprint(Requests.FINGERPRINT)
          .compileTime(Duration.ofMillis(1500))
          .build();

  /** The limit that is passed to the decoders. */
  static final int MAXIMUM_BYTES = 1024 * 1024;

  // A reader takes a slice of at most 128 KB before it knows more; the rest is for exceptions.
  private static final long MAXIMUM_ALLOCATION = 1024 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private DecoderCheck() {}

  /** The code under test. */
  interface Decoder {
    Artifact read(CacheKey key, StoredEntry entry) throws IOException;
  }

  static Decoder product(Integrity integrity) {
    EntryReader reader = new EntryReader(integrity.authenticator(), MAXIMUM_BYTES);
    return (key, entry) -> Artifact.of(reader.read(key, entry));
  }

  /** Reads entries from a network, of which some are compressed. */
  static Decoder network(Integrity integrity) {
    EntryReader reader = EntryReader.ofNetwork(integrity.authenticator(), MAXIMUM_BYTES / 4);
    return (key, entry) -> Artifact.of(reader.read(key, entry));
  }

  /** Returns an entry as it is written. */
  static byte[] good(Integrity integrity) {
    EntryWriter writer =
        EntryWriter.ofArray(
            EntryHeader.undigested(
                KEY,
                ARTIFACT.size(),
                ARTIFACT.compileTime(),
                Instant.parse("2026-01-01T00:00:00Z"),
                ARTIFACT.fingerprint().orElse(null)),
            ARTIFACT.array(),
            ARTIFACT.offset(),
            integrity.authenticator());
    byte[] entry = new byte[(int) writer.size()];
    try {
      writer.writeTo(
          (position, source, offset, length) ->
              System.arraycopy(source, offset, entry, (int) position, length));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return entry;
  }

  /**
   * Decodes, and returns whether content was returned.
   *
   * @param claimed the length that the store announces for the entry
   * @throws AssertionError if the content is not the bytes that follow the header, or was refused
   *     with an exception that callers do not handle, or if more was allocated than necessary
   */
  static boolean accepts(Decoder decoder, byte[] bytes, long claimed) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Artifact artifact = decode(decoder, bytes, claimed);
    if (THREADS.getCurrentThreadAllocatedBytes() - before > MAXIMUM_ALLOCATION) {
      // The first attempt may have loaded classes, which the fuzzer's agent changes.
      before = THREADS.getCurrentThreadAllocatedBytes();
      decode(decoder, bytes, claimed);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).isLessThanOrEqualTo(MAXIMUM_ALLOCATION + 4L * bytes.length);
    }
    if (artifact != null) {
      if (isPacked(bytes)) {
        assertUnpacked(artifact, bytes);
      } else {
        assertHandedOut(artifact, bytes, claimed);
      }
    }
    return artifact != null;
  }

  private static boolean isPacked(byte[] bytes) {
    byte[] envelope = PackedEntries.ENVELOPE;
    return Arrays.equals(bytes, 0, envelope.length, envelope, 0, envelope.length);
  }

  /** That it is what another way to inflate the rest of the entry gives. */
  private static void assertUnpacked(Artifact artifact, byte[] bytes) {
    byte[] entry = Arrays.copyOfRange(bytes, PackedEntries.ENVELOPE.length, bytes.length);
    try {
      int header = EntryHeader.size(entry, (entry[10] == 1 ? CHECKSUM : HMAC).authenticator());
      InputStream packed = new ByteArrayInputStream(entry, header, entry.length - header);
      InputStream plain = new InflaterInputStream(packed, new Inflater(true));
      assertThat(artifact.bytes()).isEqualTo(plain.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Artifact decode(Decoder decoder, byte[] bytes, long claimed) {
    try {
      return decoder.read(KEY, new BytesEntry(bytes, claimed));
    } catch (BadEntryException e) {
      assertRefusal(e.outcome());
      return null;
    } catch (IOException e) {
      // A failure of the store.
      return null;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("not a refusal", e);
    }
  }

  private static void assertRefusal(Outcome outcome) {
    switch (outcome) {
      case CORRUPT, STALE, UNAUTHENTIC, TOO_LARGE -> {}
      default -> throw new AssertionError(outcome);
    }
  }

  private static void assertHandedOut(Artifact artifact, byte[] bytes, long claimed) {
    assertThat(claimed).isEqualTo(bytes.length);
    assertThat(artifact.size()).isLessThanOrEqualTo(MAXIMUM_BYTES);
    int body = bytes.length - (int) artifact.size();
    assertThat(artifact.bytes()).isEqualTo(Arrays.copyOfRange(bytes, body, bytes.length));
    assertThat(artifact.compileTime()).isGreaterThanOrEqualTo(Duration.ZERO);
    artifact.fingerprint().ifPresent(fingerprint -> assertStored(fingerprint, bytes));
  }

  private static void assertStored(Fingerprint fingerprint, byte[] bytes) {
    int from = EntryHeader.FIXED_SIZE + bytes[11];
    byte[] encoded = FingerprintEncoding.encode(fingerprint);
    assertThat(Arrays.copyOfRange(bytes, from, from + encoded.length)).isEqualTo(encoded);
  }
}
