package dev.wasmcache;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/**
 * What an earlier state of the library has written: a cache directory and an archive of its entries
 * for each way to protect them, and one of them as it is stored in a shared tier. The files are
 * never written again; a new format gets files of its own next to them.
 */
public enum EarlierFormats {
  CHECKSUM,
  HMAC,
  ED25519;

  /** The clock for the timestamps of the entries. */
  static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

  /** The module that Endive and Chicory compiled: its export "0" turns 4 into 50. */
  public static final String MODULE = "tiny.wasm";

  static final CompileRequest REQUEST = Requests.of(7);

  private static final String ID = "2026-01";
  private static final Path FILES = Path.of("src/test/resources/dev/wasmcache/earlier-formats");

  /** The artifact of {@link #REQUEST}. */
  static Artifact artifact() {
    return Artifact.builder()
        .content(Bodies.random(7, 5000))
        .compileTime(Duration.ofMillis(1234))
        .fingerprint(REQUEST.fingerprint())
        .build();
  }

  /** Returns the protection of these entries, with the keys that made them. */
  public Integrity integrity() {
    return switch (this) {
      case CHECKSUM -> Integrity.checksum();
      case HMAC -> Integrity.hmac(KeyRing.of(ID, Bodies.random(32, 32)));
      case ED25519 ->
          Integrity.ed25519(
              SignatureKeyRing.builder()
                  .add(ID, SignatureKeyRing.publicKey(key("public-key")))
                  .signWith(ID, SignatureKeyRing.privateKey(key("private-key")))
                  .build());
    };
  }

  private static byte[] key(String name) {
    return Base64.getMimeDecoder().decode(resource("ed25519-" + name + ".txt"));
  }

  /** The directory as it was written. */
  Path directory() {
    return FILES.resolve(id());
  }

  /** Opens the archive of the entries. */
  public InputStream archive() {
    return new ByteArrayInputStream(resource(id() + ".archive"));
  }

  /** Returns the compressed entry of the module that Endive compiled, as in a shared tier. */
  byte[] packed() {
    return resource(id() + ".packed");
  }

  private String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads one of the files, from any module. */
  public static byte[] resource(String name) {
    try (InputStream in = EarlierFormats.class.getResourceAsStream("earlier-formats/" + name)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
