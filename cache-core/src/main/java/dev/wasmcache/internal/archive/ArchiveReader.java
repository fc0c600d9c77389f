package dev.wasmcache.internal.archive;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.internal.entry.EntryHeader;
import dev.wasmcache.stats.Outcome;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads an archive from an untrusted source; see {@link ArchiveWriter} for its grammar. */
public final class ArchiveReader {

  private final DataInputStream in;
  private final ArchiveLimits limits;
  private final Target target;
  private final ArchiveCount count = new ArchiveCount();
  private long entries;
  private long bytes;
  private @Nullable CacheKey last;

  /** Receives the entries, and verifies them. */
  @FunctionalInterface
  public interface Target {

    /** Returns {@link Outcome#STORED}, or why the entry was not stored. */
    Outcome restore(CacheKey key, byte[] stored);
  }

  public ArchiveReader(InputStream in, ArchiveLimits limits, Target target) {
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.limits = limits;
    this.target = target;
  }

  public ArchiveReport read() throws ArchiveException {
    try {
      readHeader();
      while (readEntry()) {
        entries++;
      }
    } catch (EOFException e) {
      throw damaged("it ends before its end mark, in or after entry " + entries);
    } catch (ArchiveException e) {
      throw e;
    } catch (IOException e) {
      throw problem(ArchiveException.Problem.UNREADABLE, "The archive cannot be read: " + e);
    }
    return count.report();
  }

  private void readHeader() throws IOException {
    if (!Arrays.equals(in.readNBytes(ArchiveWriter.MAGIC.length), ArchiveWriter.MAGIC)) {
      throw damaged("it does not start with the magic bytes of an archive");
    }
    int version = in.readShort();
    if (version != ArchiveWriter.VERSION) {
      throw damaged("its format is version " + version + ", not " + ArchiveWriter.VERSION);
    }
  }

  /** Returns whether there was another entry. */
  private boolean readEntry() throws IOException {
    int kind = in.readByte();
    if (kind == ArchiveWriter.END) {
      readEnd();
      return false;
    }
    if (kind != ArchiveWriter.ENTRY) {
      throw damaged("entry " + entries + " has the unknown kind " + kind);
    }
    if (entries >= limits.maximumEntries()) {
      throw overLimit("it has more entries than the limit of " + limits.maximumEntries());
    }
    CacheKey key = CacheKey.of(readFully(CacheKey.LENGTH));
    if (last != null && key.compareTo(last) <= 0) {
      throw damaged("key " + key + " of entry " + entries + " is not greater than the one before");
    }
    last = key;
    byte[] stored = readFully(readLength());
    bytes += stored.length;
    Outcome outcome = target.restore(key, stored);
    if (outcome == Outcome.STORED) {
      count.done(stored.length);
    } else {
      count.refused(outcome);
    }
    return true;
  }

  private int readLength() throws IOException {
    long length = in.readLong();
    if (length < 0) {
      throw damaged("the length " + length + " of entry " + entries + " is impossible");
    }
    if (length > limits.maximumEntryBytes() + EntryHeader.MAXIMUM_SIZE
        || length > CompilationCacheBuilder.LARGEST_ENTRY) {
      throw overLimit(
          "entry "
              + entries
              + " has "
              + length
              + " bytes; the limit of an entry is "
              + limits.maximumEntryBytes());
    }
    if (length > limits.maximumBytes() - bytes) {
      throw overLimit("its entries have more bytes than the limit of " + limits.maximumBytes());
    }
    return (int) length;
  }

  /** Allocates as bytes arrive: an announced length is no reason to allocate that much. */
  private byte[] readFully(int length) throws IOException {
    byte[] read;
    try {
      read = in.readNBytes(length);
    } catch (OutOfMemoryError e) {
      throw overLimit("the heap has no room for the " + length + " bytes of entry " + entries);
    }
    if (read.length < length) {
      throw new EOFException();
    }
    return read;
  }

  private void readEnd() throws IOException {
    long said = in.readLong();
    if (said != entries) {
      throw damaged("it has " + entries + " entries, but its end mark says " + said);
    }
    if (in.read() != -1) {
      throw damaged("it continues after its end");
    }
  }

  private ArchiveException damaged(String what) {
    return problem(ArchiveException.Problem.DAMAGED, "The archive is damaged: " + what);
  }

  private ArchiveException overLimit(String what) {
    return problem(ArchiveException.Problem.OVER_LIMIT, "The archive is over a limit: " + what);
  }

  private ArchiveException problem(ArchiveException.Problem problem, String message) {
    return new ArchiveException(problem, message, count.report());
  }
}
