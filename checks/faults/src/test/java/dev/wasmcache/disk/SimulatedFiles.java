package dev.wasmcache.disk;

import dev.wasmcache.simulated.FaultKind;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Process;
import dev.wasmcache.simulated.World;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one process to a {@link Volume}. Before each of them another thread may go on, and
 * any of them may fail, hang, or have its answer lost.
 */
class SimulatedFiles implements FileCalls {

  private static final long LONGEST_HANG = 20_000_000_000L;
  private static final long LONGEST_RENAME = 3_000_000_000L;

  private final Volume volume;
  private final Process process;
  private final FaultPlan faults;
  private final FileRules rules;
  private final Vandal vandal;

  /** What each thread has seen last under a name. */
  private final Map<Thread, Map<Path, Node>> seen = new HashMap<>();

  SimulatedFiles(Volume volume, Process process, FaultPlan faults, FileRules rules, Vandal vandal) {
    this.volume = volume;
    this.process = process;
    this.faults = faults;
    this.rules = rules;
    this.vandal = vandal;
  }

  private void call(String name, Path path) throws IOException {
    try {
      meetFaults(name, path);
    } finally {
      volume.acts(Thread.currentThread());
    }
  }

  private void meetFaults(String what, Path path) throws IOException {
    World.step(what, volume.text(path));
    vandal.strike(process);
    if (faults.strikes(FaultKind.HANG, 60)) {
      World.sleep("a call that hangs", faults.dice().between(1, LONGEST_HANG));
    }
    if (faults.strikes(FaultKind.IO_ERROR)) {
      throw faults.dice().oneIn(2)
          ? new IOException("Input/output error")
          : new FileSystemException(path.toString(), null, "Input/output error");
    }
    if (faults.strikes(FaultKind.STALE_HANDLE)) {
      throw new FileSystemException(path.toString(), null, "Stale file handle");
    }
    if (faults.strikes(FaultKind.ACCESS_DENIED)) {
      throw new AccessDeniedException(path.toString());
    }
  }

  private void callThatWrites(String name, Path path) throws IOException {
    call(name, path);
    if (faults.strikes(FaultKind.NO_SPACE)) {
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
  }

  /** The call was made, but its caller is told that it failed. */
  private void reply(Path path) throws IOException {
    if (faults.strikes(FaultKind.REPLY_LOST)) {
      throw new FileSystemException(path.toString(), null, "Connection timed out");
    }
  }

  @Override
  public BasicFileAttributes attributes(Path path) throws IOException {
    call("attributes", path);
    return look(path).state();
  }

  @Override
  public FileState state(Path path) throws IOException {
    call("state", path);
    return look(path).state();
  }

  private Node look(Path path) throws IOException {
    Node node = volume.get(path);
    seen.computeIfAbsent(Thread.currentThread(), thread -> new HashMap<>()).put(path, node);
    volume.looks(Thread.currentThread(), path);
    return node;
  }

  @Override
  public Path realPath(Path path) throws IOException {
    call("real path", path);
    Node unused = volume.get(path);
    return path;
  }

  @Override
  public boolean isWritable(Path path) {
    World.step("is writable", volume.text(path));
    return volume.find(path) != null;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    callThatWrites("create directory", directory);
    Node unused = volume.create(directory, Node.Kind.DIRECTORY);
    reply(directory);
  }

  @Override
  public void createFile(Path file) throws IOException {
    callThatWrites("create", file);
    Node unused = volume.create(file, Node.Kind.REGULAR);
    reply(file);
  }

  @Override
  public InputStream read(Path file) throws IOException {
    call("open", file);
    vandal.replace(file);
    Node node = open(file);
    return new Reading(file, node);
  }

  /** Waits for ever for the other end of a pipe. */
  private Node open(Path file) throws IOException {
    Node node = volume.get(file);
    if (node.kind == Node.Kind.PIPE) {
      World.await("the other end of the pipe " + file, () -> false);
    }
    if (!node.isRegular()) {
      throw new FileSystemException(file.toString(), null, "Is a directory");
    }
    return node;
  }

  @Override
  public Output write(Path file) throws IOException {
    callThatWrites("open to write", file);
    return new Writing(file, open(file));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    callThatWrites("move to", to);
    boolean delayed = faults.strikes(FaultKind.RENAME_DELAYED, 4);
    if (delayed) {
      World.sleep("a rename that is delayed", faults.dice().between(1, LONGEST_RENAME));
    }
    volume.move(from, to);
    rules.published(to, volume.get(to));
    if (delayed) {
      World.sleep("the reply to a rename", faults.dice().between(1, LONGEST_RENAME));
    }
    reply(to);
  }

  @Override
  public void delete(Path file) throws IOException {
    call("delete", file);
    Node node = volume.get(file);
    boolean meant = node.equals(seen.getOrDefault(Thread.currentThread(), Map.of()).get(file));
    volume.delete(file);
    rules.deleted(file, node, meant);
    reply(file);
  }

  @Override
  public DirectoryStream<Path> list(Path directory) throws IOException {
    call("list", directory);
    List<Path> names = volume.list(directory);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return names.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void setLastUsed(Path file, Instant when) throws IOException {
    callThatWrites("set date", file);
    volume.get(file).modified = when;
  }

  @Override
  public long blockSize(Path directory) {
    return Volume.BLOCK;
  }

  @Override
  public Optional<Long> usableSpace(Path directory) {
    World.step("usable space");
    return Optional.of(volume.usable());
  }

  @Override
  public @Nullable Closeable tryLock(Path file) throws IOException {
    callThatWrites("lock", file);
    Node node = volume.find(file) == null ? volume.create(file, Node.Kind.REGULAR) : open(file);
    if (!volume.lock(node, process)) {
      return null;
    }
    return () -> {
      World.step("unlock", volume.text(file));
      volume.unlock(node);
    };
  }

  private final class Reading extends InputStream {
    private final Path path;
    private final Node node;
    private int position;
    private boolean closed;

    private Reading(Path path, Node node) {
      this.path = path;
      this.node = node;
      volume.opened(process);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      call("read", path);
      byte[] data = faults.strikes(FaultKind.READ_MISDIRECTED, 8) ? anotherFile() : node.data;
      int left = data.length - position;
      if (left <= 0) {
        return length == 0 ? 0 : -1;
      }
      int read = Math.min(length, left);
      if (read > 1 && faults.strikes(FaultKind.SHORT_READ, 6)) {
        read = 1 + faults.dice().below(read - 1);
      }
      System.arraycopy(data, position, target, offset, read);
      if (read > 0 && faults.strikes(FaultKind.READ_FLIPPED, 8)) {
        target[offset + faults.dice().below(read)] ^= (byte) (1 << faults.dice().below(8));
        rules.misread(node);
      }
      position += read;
      return read;
    }

    private byte[] anotherFile() {
      Node[] other = {node};
      volume.eachFile(
          (file, found) -> {
            if (found.isRegular() && !found.equals(node)) {
              other[0] = found;
            }
          });
      rules.misread(node);
      return other[0].data;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        volume.closed(process);
        call("close", path);
      }
    }
  }

  private final class Writing implements Output {
    private final Path path;
    private final Node node;
    private boolean closed;

    private Writing(Path path, Node node) {
      this.path = path;
      this.node = node;
      volume.opened(process);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      callThatWrites("write", path);
      if (faults.strikes(FaultKind.SHORT_WRITE, 10)) {
        node.write(position, source, offset, length / 2, volume.now());
        throw new IOException("No space left on device");
      }
      node.write(position, source, offset, length, volume.now());
    }

    @Override
    public void sync() throws IOException {
      call("sync", path);
      if (faults.strikes(FaultKind.SYNC_FAILS, 6)) {
        node.pagesWereDropped = true;
        throw new IOException("Input/output error");
      }
      volume.sync(node);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        volume.closed(process);
        call("close", path);
        if (faults.strikes(FaultKind.CLOSE_FAILS, 6)) {
          throw new IOException("Disk quota exceeded");
        }
      }
    }
  }
}
