package dev.wasmcache;

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
 * Compiled bytes and what is known of them.
 *
 * <p>Made of an array, an artifact is immutable and safe for concurrent use. Made of a stream, its
 * bytes can be taken once, by one {@link CompilationCache#put} or one {@link #openStream}, and
 * never lie in memory as a whole. Two artifacts are equal when their bytes are; one made of a
 * stream equals only itself.
 */
public final class Artifact {

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  // Either the bytes, a part of an array, or a stream of them; the reference is emptied by who
  // takes the stream.
  private final byte @Nullable [] array;
  private final int offset;
  private final AtomicReference<@Nullable InputStream> stream;
  private final long size;
  private final Duration compileTime;
  private final @Nullable Fingerprint fingerprint;
  private final @Nullable Seal seal;

  /**
   * The header of the entry that the artifact was read from, as it was verified: with it, another
   * tier stores the very same entry, signed by who made it.
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

  /** Makes an artifact of a copy of these bytes. */
  public static Artifact of(byte[] bytes) {
    return builder().content(bytes).build();
  }

  /**
   * Makes an artifact whose bytes are read from a stream when it is put into a cache, through
   * buffers of fixed size.
   *
   * @param content read once, and closed by who takes it
   * @param size how many bytes it has; a stream of another length is not stored
   * @throws IllegalArgumentException if the size is negative
   */
  public static Artifact of(InputStream content, long size) {
    return builder().content(content, size).build();
  }

  /** Makes a builder; the content is empty until set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes an artifact of a part of an array that nobody else will change: no copy is made. */
  static Artifact owning(
      byte[] array,
      int offset,
      int length,
      Duration compileTime,
      @Nullable Fingerprint fingerprint) {
    return new Artifact(array, offset, null, length, compileTime, fingerprint, null);
  }

  /** Makes an artifact of a part of an array that was verified as the body of an entry. */
  static Artifact verified(byte[] array, int offset, EntryHeader header, byte[] headerBytes) {
    return new Artifact(
        array,
        offset,
        null,
        header.bodyLength(),
        header.compileTime(),
        header.fingerprint(),
        new Seal(header.key(), headerBytes));
  }

  /** Answers the header of the entry it was read from, if that was an entry of this key. */
  Optional<byte[]> sealedHeader(CacheKey key) {
    return seal != null && seal.key().equals(key) ? Optional.of(seal.header()) : Optional.empty();
  }

  /** Answers how many bytes it has. */
  public long size() {
    return size;
  }

  /**
   * Opens its bytes. The caller closes the stream.
   *
   * @throws IllegalStateException if it was made of a stream and that has been taken
   */
  public InputStream openStream() {
    if (array != null) {
      return new ByteArrayInputStream(array, offset, (int) size);
    }
    InputStream taken = stream.getAndSet(null);
    if (taken == null) {
      throw new IllegalStateException("The stream of this artifact has been taken");
    }
    return taken;
  }

  /**
   * Answers a copy of its bytes.
   *
   * @throws IllegalStateException if it was made of a stream
   */
  public byte[] bytes() {
    return Arrays.copyOfRange(array(), offset, offset + (int) size);
  }

  /**
   * Answers its bytes as a read-only buffer, without a copy.
   *
   * @throws IllegalStateException if it was made of a stream
   */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array(), offset, (int) size).slice().asReadOnlyBuffer();
  }

  /** Answers how long the compiler took; zero if that is not known. */
  public Duration compileTime() {
    return compileTime;
  }

  /** Answers what it was compiled by; empty if that is not known. */
  public Optional<Fingerprint> fingerprint() {
    return Optional.ofNullable(fingerprint);
  }

  /** Whether its bytes are in memory, so that they can be read more than once. */
  boolean inMemory() {
    return array != null;
  }

  /** The array itself, for readers of this package; the artifact begins at {@link #offset()}. */
  byte[] array() {
    if (array == null) {
      throw new IllegalStateException("This artifact is a stream: it can only be taken once");
    }
    return array;
  }

  /** Closes the stream that it was made of, if nobody has taken it. */
  void closeIfNotTaken() {
    InputStream left = stream.getAndSet(null);
    if (left != null) {
      try {
        left.close();
      } catch (IOException e) {
        CacheLog.LOG.debug("Wasm cache: the stream of an artifact did not close", e);
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
   * @throws IOException if the stream fails or is not as long as was said
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
        throw new IOException("The stream does not have the " + size + " bytes said");
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

  /** Sets what an artifact is made of. Not safe for concurrent use. */
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
        throw new IllegalArgumentException("The size of an artifact is not negative: " + size);
      }
      this.array = null;
      this.stream = content;
      this.size = size;
      return this;
    }

    /**
     * Sets how long the compiler took; a year is as long as it is told. Default: zero, which a
     * cache replaces by what it measured.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder compileTime(Duration compileTime) {
      if (compileTime.isNegative()) {
        throw new IllegalArgumentException("A compile time is not negative: " + compileTime);
      }
      this.compileTime = compileTime.compareTo(LONGEST) > 0 ? LONGEST : compileTime;
      return this;
    }

    /** Sets what it was compiled by. Default: not known; a cache fills in that of the request. */
    public Builder fingerprint(Fingerprint fingerprint) {
      this.fingerprint = fingerprint;
      return this;
    }

    public Artifact build() {
      return new Artifact(array, 0, stream, size, compileTime, fingerprint, null);
    }
  }
}
