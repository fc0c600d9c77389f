package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.internal.entry.VerifiedEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Compiled bytes and what is known about them.
 *
 * <p>An artifact made from an array is immutable and safe for concurrent use. The bytes of one made
 * from a stream can be taken once, by one {@link CompilationCache#put} or one {@link #openStream},
 * and are never in memory as a whole. Two artifacts are equal if their bytes are; one made from a
 * stream equals only itself.
 */
public final class Artifact {

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  // Either the bytes, as a part of an array, or a stream of them; taking the stream empties the
  // reference.
  private final byte @Nullable [] array;
  private final int offset;
  private final AtomicReference<@Nullable InputStream> stream;
  private final long size;
  private final Duration compileTime;
  private final @Nullable Fingerprint fingerprint;
  private final @Nullable Seal seal;

  /**
   * The verified header of the entry that the artifact was read from: with it, another tier stores
   * exactly the same entry, with its original signature.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  record Seal(CacheKey key, byte[] header) {}

  private Artifact(
      byte @Nullable [] array,
      int offset,
      @Nullable InputStream stream,
      long size,
      Duration compileTime,
      @Nullable Fingerprint fingerprint,
      @Nullable Seal seal) {
    this.array = array;
    this.offset = offset;
    this.stream = new AtomicReference<>(stream);
    this.size = size;
    this.compileTime = compileTime;
    this.fingerprint = fingerprint;
    this.seal = seal;
  }

  /** Makes an artifact from a copy of these bytes. */
  public static Artifact of(byte[] bytes) {
    return builder().content(bytes).build();
  }

  /**
   * Makes an artifact whose bytes are read from a stream when it is put into a cache, through
   * buffers of fixed size.
   *
   * @param content the bytes; read once, and closed after that
   * @param size the number of bytes; a stream of another length is not stored
   * @throws IllegalArgumentException if the size is negative
   */
  public static Artifact of(InputStream content, long size) {
    return builder().content(content, size).build();
  }

  /** Makes a builder; the content is empty until set. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes an artifact from a part of an array, without a copy. No other code may change the array.
   */
  static Artifact owning(
      byte[] array,
      int offset,
      int length,
      Duration compileTime,
      @Nullable Fingerprint fingerprint) {
    return new Artifact(array, offset, null, length, compileTime, fingerprint, null);
  }

  /** Makes an artifact from a part of an array that was verified as the body of an entry. */
  static Artifact of(VerifiedEntry entry) {
    EntryHeader header = entry.header();
    return new Artifact(
        entry.array(),
        entry.offset(),
        null,
        header.bodyLength(),
        header.compileTime(),
        header.fingerprint(),
        new Seal(header.key(), entry.sealedHeader()));
  }

  /** Returns the header of the entry it was read from, if that entry has this key. */
  Optional<byte[]> sealedHeader(CacheKey key) {
    return seal != null && seal.key().equals(key) ? Optional.of(seal.header()) : Optional.empty();
  }

  /** Returns its size in bytes. */
  public long size() {
    return size;
  }

  /**
   * Opens a stream of its bytes. The caller closes it.
   *
   * @throws IllegalStateException if it was made from a stream that has already been taken
   */
  public InputStream openStream() {
    if (array != null) {
      return new ByteArrayInputStream(array, offset, (int) size);
    }
    InputStream taken = stream.getAndSet(null);
    if (taken == null) {
      throw new IllegalStateException("The stream of this artifact has already been taken");
    }
    return taken;
  }

  /**
   * Returns a copy of its bytes.
   *
   * @throws IllegalStateException if it was made from a stream
   */
  public byte[] bytes() {
    return Arrays.copyOfRange(array(), offset, offset + (int) size);
  }

  /**
   * Returns its bytes as a read-only buffer, without a copy.
   *
   * @throws IllegalStateException if it was made from a stream
   */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array(), offset, (int) size).slice().asReadOnlyBuffer();
  }

  /** Returns how long the compiler took; zero if not known. */
  public Duration compileTime() {
    return compileTime;
  }

  /** Returns what it was compiled by; empty if not known. */
  public Optional<Fingerprint> fingerprint() {
    return Optional.ofNullable(fingerprint);
  }

  /** Whether its bytes are in memory, so that they can be read more than once. */
  boolean inMemory() {
    return array != null;
  }

  /** The array itself, for use within this package; the artifact begins at {@link #offset()}. */
  byte[] array() {
    if (array == null) {
      throw new IllegalStateException("This artifact is a stream: it can only be taken once");
    }
    return array;
  }

  /** Closes the stream it was made from, if it has not been taken. */
  void closeIfNotTaken() {
    InputStream left = stream.getAndSet(null);
    if (left != null) {
      try {
        left.close();
      } catch (IOException e) {
        Log.LOG.debug("Wasm cache: the stream of an artifact did not close", e);
      }
    }
  }

  int offset() {
    return offset;
  }

  /** The same content, as compiled for a request. */
  Artifact compiledFor(CompileRequest request, Duration measured) {
    Duration time = compileTime.isZero() ? measured : compileTime;
    return owning(array(), offset, (int) size, time, request.fingerprint());
  }

  /**
   * The same artifact in memory, its stream read to the end.
   *
   * @throws IOException if the stream fails or does not have the stated length
   */
  Artifact readWhole() throws IOException {
    if (array != null) {
      return this;
    }
    if (size > LONGEST_ARRAY) {
      throw new IOException("An artifact of " + size + " bytes does not fit into memory");
    }
    try (InputStream content = openStream()) {
      byte[] whole = content.readNBytes((int) size);
      if (whole.length != size || content.read() != -1) {
        throw new IOException("The stream does not have the stated " + size + " bytes");
      }
      return owning(whole, 0, whole.length, compileTime, fingerprint);
    }
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object == this
        || (object instanceof Artifact other
            && array != null
            && other.array != null
            && asByteBuffer().equals(other.asByteBuffer()));
  }

  @Override
  public int hashCode() {
    return array == null ? System.identityHashCode(this) : asByteBuffer().hashCode();
  }

  @Override
  public String toString() {
    return "Artifact[" + size + " bytes, compiled in " + compileTime + ", " + fingerprint + "]";
  }

  /** Builds an artifact. Not safe for concurrent use. */
  public static final class Builder {
    // Sums of compile times are kept as nanoseconds in a long.
    private static final Duration LONGEST = Duration.ofDays(365);

    private byte @Nullable [] array = new byte[0];
    private @Nullable InputStream stream;
    private long size;
    private Duration compileTime = Duration.ZERO;
    private @Nullable Fingerprint fingerprint;

    private Builder() {}

    /** Sets the bytes; they are copied. */
    public Builder content(byte[] bytes) {
      this.array = bytes.clone();
      this.stream = null;
      this.size = bytes.length;
      return this;
    }

    /**
     * Sets a stream to read the bytes from, see {@link Artifact#of(InputStream, long)}.
     *
     * @throws IllegalArgumentException if the size is negative
     */
    public Builder content(InputStream content, long size) {
      if (size < 0) {
        throw new IllegalArgumentException("The size of an artifact must not be negative: " + size);
      }
      this.array = null;
      this.stream = content;
      this.size = size;
      return this;
    }

    /**
     * Sets how long the compiler took, capped at one year. Default: zero, which a cache replaces
     * with the time that it measured.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder compileTime(Duration compileTime) {
      if (compileTime.isNegative()) {
        throw new IllegalArgumentException("A compile time must not be negative: " + compileTime);
      }
      this.compileTime = compileTime.compareTo(LONGEST) > 0 ? LONGEST : compileTime;
      return this;
    }

    /**
     * Sets what it was compiled by. Default: not known; a cache fills in the fingerprint of the
     * request.
     */
    public Builder fingerprint(Fingerprint fingerprint) {
      this.fingerprint = fingerprint;
      return this;
    }

    public Artifact build() {
      return new Artifact(array, 0, stream, size, compileTime, fingerprint, null);
    }
  }
}
