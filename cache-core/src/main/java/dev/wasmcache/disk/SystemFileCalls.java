package dev.wasmcache.disk;

import dev.wasmcache.internal.Log;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file system of the platform. */
final class SystemFileCalls implements FileCalls {

  private static final Set<String> VIEWS = FileSystems.getDefault().supportedFileAttributeViews();
  private static final boolean POSIX = VIEWS.contains("posix");
  private static final boolean UNIX = VIEWS.contains("unix");

  @Override
  public BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public FileState state(Path path) throws IOException {
    String names = UNIX ? FileState.UNIX_NAMES : FileState.BASIC_NAMES;
    return new FileState(Files.readAttributes(path, names, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public Path realPath(Path path) throws IOException {
    return path.toRealPath();
  }

  @Override
  public boolean isWritable(Path path) {
    return Files.isWritable(path);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, ownerOnly("rwx------"));
  }

  @Override
  public void createFile(Path file) throws IOException {
    Files.createFile(file, ownerOnly("rw-------"));
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public InputStream read(Path file) throws IOException {
    // A stream of the JDK, unlike a channel, is not closed when the thread is interrupted.
    return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Output write(Path file) throws IOException {
    // Not a channel: an interrupt would close it and lose the write.
    return new RandomAccessOutput(new RandomAccessFile(file.toFile(), "rw"));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.delete(file);
  }

  @Override
  @SuppressWarnings("StreamResourceLeak") // Closed by the caller.
  public DirectoryStream<Path> list(Path directory) throws IOException {
    if (!attributes(directory).isDirectory()) {
      // Opening a pipe would wait for its other end.
      throw new NotDirectoryException(directory.toString());
    }
    return new Listing(Files.newDirectoryStream(directory));
  }

  @Override
  public void setLastUsed(Path file, Instant when) throws IOException {
    try {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(when), null, null);
    } catch (Exception e) {
      throw declared(e);
    }
  }

  @Override
  public long blockSize(Path directory) {
    try {
      return Files.getFileStore(directory).getBlockSize();
    } catch (IOException | RuntimeException e) {
      Log.DISK.debug("Wasm cache: the block size of {} is unknown", directory, e);
      return 0;
    }
  }

  @Override
  public Optional<Long> usableSpace(Path directory) {
    if (directory.getFileSystem() != FileSystems.getDefault()) {
      return Optional.empty();
    }
    long usable = directory.toFile().getUsableSpace();
    // The system also reports no space for a directory that was deleted.
    return usable == 0 && Files.notExists(directory) ? Optional.empty() : Optional.of(usable);
  }

  @Override
  public @Nullable Closeable tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            ownerOnly("rw-------"));
    try {
      if (channel.tryLock() != null) {
        // Closing the channel releases the lock.
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another store in this process holds it.
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  /**
   * Returns what a method that is declared to throw an IOException may throw: if the system reports
   * an error when a file is closed, Java 17 throws an exception of its own that is neither declared
   * nor unchecked.
   */
  private static IOException declared(Exception e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return e instanceof IOException io ? io : new IOException(e);
  }

  private record Listing(DirectoryStream<Path> stream) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
      return stream.iterator();
    }

    @Override
    public void close() throws IOException {
      try {
        stream.close();
      } catch (Exception e) {
        throw declared(e);
      }
    }
  }

  private record RandomAccessOutput(RandomAccessFile file) implements Output {
    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      if (file.getFilePointer() != position) {
        file.seek(position);
      }
      file.write(source, offset, length);
    }

    @Override
    public void sync() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
