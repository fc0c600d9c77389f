package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a module was compiled by, latest first: kept beside the entries as a note, so that a later
 * process can say what has changed. Nothing depends on it, and it is not authenticated.
 *
 * <pre>
 * note   = version count record*
 * record = key at fingerprint-length fingerprint
 * version, count, fingerprint-length = 32 bits; at = 64 bits, milliseconds since 1970
 * </pre>
 */
record ModuleHistory(List<Compiled> compiles) {

  static final ModuleHistory EMPTY = new ModuleHistory(List.of());

  private static final int VERSION = 1;
  private static final int MOST = 8;

  /** A module was compiled to an artifact. */
  record Compiled(CacheKey key, Instant at, Fingerprint fingerprint) {}

  /** Answers a history with one more compile, without its earlier ones of the same key. */
  ModuleHistory with(Compiled latest) {
    List<Compiled> all = new ArrayList<>();
    all.add(latest);
    compiles.stream()
        .filter(before -> !before.key().equals(latest.key()))
        .limit(MOST - 1L)
        .forEach(all::add);
    return new ModuleHistory(List.copyOf(all));
  }

  Optional<Compiled> of(CacheKey key) {
    return compiles.stream().filter(compiled -> compiled.key().equals(key)).findFirst();
  }

  byte[] encode() {
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

  /** Reads a note; what is no note is an empty history. */
  static ModuleHistory decode(byte[] bytes) {
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
      CacheLog.LOG.debug("Wasm cache: a note about a module is no note", Printable.failure(e));
    }
    return new ModuleHistory(List.copyOf(compiles));
  }
}
