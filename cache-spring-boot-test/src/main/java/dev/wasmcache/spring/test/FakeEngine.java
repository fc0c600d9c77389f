package dev.wasmcache.spring.test;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An engine for tests that need no Wasm: it compiles in no time, counts what it does, and fails
 * when it is told to. All tiers, counters and listeners of a cache work with it as with any other.
 *
 * <pre>{@code
 * FakeEngine engine = FakeEngine.create();
 * ModuleCache<FakeModule> modules = ModuleCache.builder(engine, cache).build();
 * modules.load(FakeEngine.wasm("first"));
 * assertThat(engine.compiles()).isEqualTo(1);
 * }</pre>
 *
 * <p>The artifact of a module is always the same. Safe for concurrent use.
 */
public final class FakeEngine implements Engine<FakeModule> {

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
  private static final String PREFIX = "fake:";

  private final Fingerprint fingerprint;
  private final long weight;
  private final AtomicInteger compiles = new AtomicInteger();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicReference<@Nullable RuntimeException> compileFailure =
      new AtomicReference<>();
  private final AtomicReference<@Nullable RuntimeException> loadFailure = new AtomicReference<>();

  private FakeEngine(Builder builder) {
    this.fingerprint = new Fingerprint("fake", builder.version, Map.of(), "any", 1, 0);
    this.weight = builder.weight;
  }

  /** Makes an engine with the defaults. */
  public static FakeEngine create() {
    return builder().build();
  }

  /** Starts to build an engine. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a module that is valid Wasm for any engine, and empty but for a custom section with
   * this text. Another text makes another module.
   *
   * @throws IllegalArgumentException if the text takes more than 100 bytes
   */
  public static byte[] wasm(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    if (content.length > 100) {
      throw new IllegalArgumentException("The text of a fake module takes at most 100 bytes");
    }
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(HEADER);
    module.write(0); // a custom section
    module.write(content.length + 5); // its size
    module.write(4);
    module.writeBytes("fake".getBytes(StandardCharsets.US_ASCII));
    module.writeBytes(content);
    return module.toByteArray();
  }

  /** Returns how often {@link #compile} was called, failures included. */
  public int compiles() {
    return compiles.get();
  }

  /** Returns how often {@link #load} was called, failures included. */
  public int loads() {
    return loads.get();
  }

  /** Makes every compile throw this, until it is null. */
  public void failCompiles(@Nullable RuntimeException failure) {
    compileFailure.set(failure);
  }

  /**
   * Makes every load of an artifact throw this, until it is null. A cache then deletes the entry
   * and compiles again.
   */
  public void failLoads(@Nullable RuntimeException failure) {
    loadFailure.set(failure);
  }

  @Override
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the bytes do not begin as a Wasm module does
   */
  @Override
  public Artifact compile(byte[] wasm) {
    compiles.incrementAndGet();
    throwIfSet(compileFailure);
    if (!Arrays.equals(wasm, 0, Math.min(wasm.length, HEADER.length), HEADER, 0, HEADER.length)) {
      throw new IllegalArgumentException("These " + wasm.length + " bytes are not a Wasm module");
    }
    return Artifact.of(artifactOf(wasm));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the artifact is not that of the module
   */
  @Override
  public FakeModule load(byte[] wasm, Artifact artifact) {
    loads.incrementAndGet();
    throwIfSet(loadFailure);
    if (!Arrays.equals(artifact.bytes(), artifactOf(wasm))) {
      throw new IllegalArgumentException("This is not the artifact of the module");
    }
    return new FakeModule(digest(wasm), wasm.length);
  }

  @Override
  public long weight(FakeModule module) {
    return weight;
  }

  private static byte[] artifactOf(byte[] wasm) {
    return (PREFIX + digest(wasm)).getBytes(StandardCharsets.US_ASCII);
  }

  private static String digest(byte[] wasm) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JVM has SHA-256", e);
    }
  }

  private static void throwIfSet(AtomicReference<@Nullable RuntimeException> failure) {
    RuntimeException set = failure.get();
    if (set != null) {
      throw set;
    }
  }

  /** Builds an engine. Not safe for concurrent use. */
  public static final class Builder {
    private String version = "1";
    private long weight = 1000;

    private Builder() {}

    /**
     * Sets the version. Engines of different versions do not share artifacts. Default: "1".
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Builder version(String version) {
      if (version.isBlank()) {
        throw new IllegalArgumentException("The version of an engine must not be blank");
      }
      this.version = version;
      return this;
    }

    /**
     * Sets how many bytes each live module seems to hold. Default: 1000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder weight(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("A module weighs at least 1 byte, not " + bytes);
      }
      this.weight = bytes;
      return this;
    }

    public FakeEngine build() {
      return new FakeEngine(this);
    }
  }
}
