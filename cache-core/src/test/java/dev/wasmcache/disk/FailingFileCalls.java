package dev.wasmcache.disk;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Fails the n-th call to the file system, including reads, writes and closes of its files.
 * Alternates between the two exceptions that the platform throws for a full and for a failing disk.
 */
final class FailingFileCalls implements FileCalls {

  private final FileCalls files = new SystemFileCalls();
  private final AtomicLong calls = new AtomicLong();
  private volatile long failAt = Long.MAX_VALUE;
  private volatile boolean persistent;

  /** From now on, counts calls and fails the n-th, counted from 1. */
  void failAt(long number, boolean allThatFollow) {
    calls.set(0);
    failAt = number;
    persistent = allThatFollow;
  }

  /** Whether the call that should fail was reached. */
  boolean failed() {
    return calls.get() >= failAt;
  }

  void fixed() {
    failAt = Long.MAX_VALUE;
  }

  private boolean fails() {
    long call = calls.incrementAndGet();
    return call == failAt || persistent && call > failAt;
  }

  private void step() throws IOException {
    if (fails()) {
      throw calls.get() % 2 == 0
          ? new IOException("No space left on device")
          : new FileSystemException("a file", null, "Input/output error");
    }
  }

  @Override
  public BasicFileAttributes attributes(Path path) throws IOException {
    step();
    return files.attributes(path);
  }

  @Override
  public FileState state(Path path) throws IOException {
    step();
    return files.state(path);
  }

  @Override
  public Path realPath(Path path) throws IOException {
    step();
    return files.realPath(path);
  }

  @Override
  public boolean isWritable(Path path) {
    return !fails() && files.isWritable(path);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step();
    files.createDirectory(directory);
  }

  @Override
  public void createFile(Path file) throws IOException {
    step();
    files.createFile(file);
  }

  @Override
  public InputStream read(Path file) throws IOException {
    step();
    return new FilterInputStream(files.read(file)) {
      @Override
      public int read() throws IOException {
        step();
        return super.read();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        step();
        return super.read(target, offset, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        step();
      }
    };
  }

  @Override
  public Output write(Path file) throws IOException {
    step();
    Output output = files.write(file);
    return new Output() {
      @Override
      public void write(long position, byte[] source, int offset, int length) throws IOException {
        if (fails()) {
          // Like a disk that fills up: the first part is written, the rest is not.
          output.write(position, source, offset, length / 2);
          throw new IOException("No space left on device");
        }
        output.write(position, source, offset, length);
      }

      @Override
      public void sync() throws IOException {
        step();
        output.sync();
      }

      @Override
      public void close() throws IOException {
        output.close();
        step();
      }
    };
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    files.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    files.delete(file);
  }

  @Override
  public DirectoryStream<Path> list(Path directory) throws IOException {
    step();
    DirectoryStream<Path> stream = files.list(directory);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            try {
              step();
            } catch (IOException e) {
              throw new DirectoryIteratorException(e);
            }
            return paths.hasNext();
          }

          @Override
          public Path next() {
            return paths.next();
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
        step();
      }
    };
  }

  @Override
  public void setLastUsed(Path file, Instant when) throws IOException {
    step();
    files.setLastUsed(file, when);
  }

  @Override
  public long blockSize(Path directory) {
    return fails() ? 0 : files.blockSize(directory);
  }

  @Override
  public Optional<Long> usableSpace(Path directory) {
    return fails() ? Optional.of(0L) : files.usableSpace(directory);
  }

  @Override
  public @Nullable Closeable tryLock(Path file) throws IOException {
    step();
    return files.tryLock(file);
  }
}
