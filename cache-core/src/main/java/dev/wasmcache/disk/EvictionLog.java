package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.EvictionCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The latest evictions, in a file that every process of the directory reads, so that a process can
 * say why it compiles a module whose entry another process has evicted. Nothing else depends on it.
 *
 * <pre>
 * file   = record*
 * record = key SP time SP cause LF    90 bytes: 64 hexadecimal digits, 13 digits of milliseconds
 *                                     since 1970, a name padded to 10
 * </pre>
 *
 * Written in place by the process that holds the collector's lock. A torn record is skipped.
 */
final class EvictionLog {

  private static final int RECORD = 90;
  private static final int MOST = 1000;

  // The maximum share of the directory's limit for this file.
  private static final int PART = 64;
  private static final int FEWEST = 16;

  private final FileCalls files;
  private final TrustedFiles trusted;
  private final DiskLayout layout;
  private final int most;

  /**
   * @param maximumBytes the most bytes that the directory may take
   */
  EvictionLog(FileCalls files, TrustedFiles trusted, DiskLayout layout, long maximumBytes) {
    this.most = (int) Math.max(FEWEST, Math.min(MOST, maximumBytes / PART / RECORD));
    this.files = files;
    this.trusted = trusted;
    this.layout = layout;
  }

  /** Returns the maximum size of the file. */
  long maximumLength() {
    return (long) most * RECORD;
  }

  Optional<Eviction> find(CacheKey key, Instant now) {
    return Optional.ofNullable(read(now).get(key));
  }

  /** Adds evictions and forgets the oldest. */
  void add(Map<CacheKey, Eviction> evictions, Instant now) {
    Map<CacheKey, Eviction> all = read(now);
    all.keySet().removeAll(evictions.keySet());
    all.putAll(evictions);
    StringBuilder text = new StringBuilder();
    all.entrySet().stream()
        .skip(Math.max(0, all.size() - most))
        .forEach(entry -> text.append(record(entry.getKey(), entry.getValue())));
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    try {
      write(bytes);
    } catch (IOException e) {
      Log.DISK.debug("Wasm cache: evictions cannot be recorded in {}", layout.root(), e);
    }
  }

  private void write(byte[] bytes) throws IOException {
    Path log = layout.evictionLog();
    if (!trusted.isThere(log)) {
      trusted.create(log);
    } else if (files.state(log).size() > bytes.length) {
      // Written under a larger limit: since the file is written in place, it would keep its length.
      files.delete(log);
      trusted.create(log);
    }
    try (FileCalls.Output output = trusted.write(layout.evictionLog())) {
      output.write(0, bytes, 0, bytes.length);
    }
  }

  private static String record(CacheKey key, Eviction eviction) {
    return String.format(
        Locale.ROOT,
        "%s %013d %-10s\n",
        key.toHex(),
        eviction.at().toEpochMilli(),
        eviction.cause().name());
  }

  private Map<CacheKey, Eviction> read(Instant now) {
    Map<CacheKey, Eviction> evictions = new LinkedHashMap<>();
    try (InputStream content = trusted.read(layout.evictionLog()).content()) {
      byte[] bytes = content.readNBytes(MOST * RECORD);
      for (int at = 0; at + RECORD <= bytes.length; at += RECORD) {
        parse(new String(bytes, at, RECORD, StandardCharsets.US_ASCII), evictions, now);
      }
    } catch (NoSuchFileException e) {
      // No entry has been evicted.
    } catch (RefusedFileException e) {
      trusted.warn("evictions", "Wasm cache: the list of evictions {}", e.getMessage());
    } catch (IOException e) {
      Log.DISK.debug("Wasm cache: evictions of {} cannot be read", layout.root(), e);
    }
    return evictions;
  }

  private static void parse(String record, Map<CacheKey, Eviction> evictions, Instant now) {
    try {
      CacheKey key = CacheKey.parse(record.substring(0, 64));
      Instant at = Instant.ofEpochMilli(Long.parseLong(record.substring(65, 78)));
      // A time in the future comes from a clock that was wrong; the eviction happened by now at the
      // latest.
      at = at.isAfter(now) ? now : at;
      evictions.put(key, new Eviction(at, EvictionCause.valueOf(record.substring(79).strip())));
    } catch (IllegalArgumentException e) {
      Log.DISK.debug("Wasm cache: a record of an eviction is torn");
    }
  }
}
