package dev.wasmcache.internal.miss;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.entry.FingerprintEncoding;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which engines compiled a module, latest first. Stored next to the entries as a note, so that a
 * later process can say what has changed. Nothing depends on it, and it is not authenticated.
 *
 * <pre>
 * note   = version count record*
 * record = key at fingerprint-length fingerprint
 * version, count, fingerprint-length = 32 bits; at = 64 bits, milliseconds since 1970
 * </pre>
 */
public record ModuleHistory(List<Compiled> compiles) {

  public static final ModuleHistory EMPTY = new ModuleHistory(List.of());

  private static final int VERSION = 1;
  private static final int MOST = 8;

  /** Of one engine, so that it does not push out what is known of another. */
  private static final int MOST_OF_AN_ENGINE = 4;

  /** A module was compiled to an artifact. */
  public record Compiled(CacheKey key, Instant at, Fingerprint fingerprint) {

    String engine() {
      return fingerprint.engine();
    }
  }

  /** Returns a history with one more compile, and without earlier ones of the same key. */
  public ModuleHistory with(Compiled latest) {
    List<Compiled> all = new ArrayList<>();
    all.add(latest);
    Map<String, Integer> counts = new HashMap<>(Map.of(latest.engine(), 1));
    for (Compiled before : compiles) {
      if (all.size() < MOST
          && !before.key().equals(latest.key())
          && counts.merge(before.engine(), 1, Integer::sum) <= MOST_OF_AN_ENGINE) {
        all.add(before);
      }
    }
    return new ModuleHistory(List.copyOf(all));
  }

  /** Returns the last compile by the same engine; if there is none, by any. */
  public Optional<Compiled> closestTo(Fingerprint fingerprint) {
    return compiles.stream()
        .filter(compiled -> compiled.engine().equals(fingerprint.engine()))
        .findFirst()
        .or(() -> compiles.stream().findFirst());
  }

  public Optional<Compiled> of(CacheKey key) {
    return compiles.stream().filter(compiled -> compiled.key().equals(key)).findFirst();
  }

  public byte[] encode() {
    ByteBuffer note = ByteBuffer.allocate(ArtifactStore.MAXIMUM_NOTE_BYTES);
    note.putInt(VERSION).putInt(0);
    int count = 0;
    for (Compiled compiled : compiles) {
      byte[] fingerprint = FingerprintEncoding.encode(compiled.fingerprint());
      if (note.remaining() < CacheKey.LENGTH + Long.BYTES + Integer.BYTES + fingerprint.length) {
        break;
      }
      note.put(compiled.key().toBytes()).putLong(compiled.at().toEpochMilli());
      note.putInt(fingerprint.length).put(fingerprint);
      count++;
    }
    note.putInt(Integer.BYTES, count);
    byte[] bytes = new byte[note.position()];
    note.flip().get(bytes);
    return bytes;
  }

  /** Reads a note; an invalid one gives an empty history. */
  public static ModuleHistory decode(byte[] bytes) {
    List<Compiled> compiles = new ArrayList<>();
    try {
      ByteBuffer note = ByteBuffer.wrap(bytes);
      int count = note.getInt() == VERSION ? Math.min(note.getInt(), MOST) : 0;
      for (int i = 0; i < count; i++) {
        byte[] key = new byte[CacheKey.LENGTH];
        note.get(key);
        Instant at = Instant.ofEpochMilli(note.getLong());
        int length = note.getInt();
        ByteBuffer fingerprint = note.slice(note.position(), length);
        note.position(note.position() + length);
        compiles.add(new Compiled(CacheKey.of(key), at, FingerprintEncoding.decode(fingerprint)));
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      Log.LOG.debug("Wasm cache: a note about a module is not valid", Printable.failure(e));
    }
    return new ModuleHistory(List.copyOf(compiles));
  }
}
