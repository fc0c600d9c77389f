package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports the cache to archives and imports archives into it. */
final class ArchiveOperations {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final CompilationCache cache;
  private final ArchiveLimits limits;
  private final InstantSource clock;
  private final Semaphore importing = new Semaphore(1);

  ArchiveOperations(CompilationCache cache, ArchiveLimits limits, InstantSource clock) {
    this.cache = cache;
    this.limits = limits;
    this.clock = clock;
  }

  /** Writes the matching entries. Logs what is left out, because the response is the archive. */
  void write(OutputStream out, EntryFilter filter) throws IOException {
    Instant now = clock.instant();
    try {
      ArchiveReport report = cache.admin().exportArchive(out, entry -> filter.matches(entry, now));
      log.info(
          "Wasm cache: exported {} entries, {} bytes; left out: {}",
          report.entries(),
          report.bytes(),
          report.refused());
    } catch (UnsupportedOperationException e) {
      throw new RefusedException(501, String.valueOf(e.getMessage()));
    }
  }

  /** Stores the entries of an archive; one archive at a time. */
  ArchiveReport read(InputStream in) throws ArchiveException {
    if (!importing.tryAcquire()) {
      throw RefusedException.conflict(
          "An archive is being imported; only one import runs at a time");
    }
    try {
      ArchiveReport report = cache.admin().importArchive(in, limits);
      log.info(
          "Wasm cache: imported {} entries, {} bytes; refused: {}",
          report.entries(),
          report.bytes(),
          report.refused());
      return report;
    } catch (ArchiveException e) {
      log.warn(
          "Wasm cache: {}; imported {} entries before, refused: {}",
          e.getMessage(),
          e.report().entries(),
          e.report().refused());
      throw e;
    } catch (IllegalStateException e) {
      throw RefusedException.conflict(String.valueOf(e.getMessage()));
    } catch (UnsupportedOperationException e) {
      throw new RefusedException(501, String.valueOf(e.getMessage()));
    } finally {
      importing.release();
    }
  }
}
