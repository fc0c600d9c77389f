package dev.wasmcache.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A writer whose volume loses its power in the middle. What was acknowledged is remembered here,
 * not there.
 */
final class PowerCut {

  /** What reaches the device of what was not synced. */
  enum Flush {
    /** The journal does, the data does not: names run ahead of what they name. */
    METADATA(1),
    NOTHING(2);

    private final int flag;

    Flush(int flag) {
      this.flag = flag;
    }
  }

  /**
   * What was found afterwards.
   *
   * @param acknowledged how many puts were said to be stored
   * @param lost how many of them are not there any more
   * @param wrong how often bytes were handed out that were not put
   * @param damaged how many entries are there and do not verify
   */
  record Result(int acknowledged, int lost, int wrong, long damaged) {}

  private static final int SIZE = 60_000;

  private final String fileSystem;
  private final Flush flush;
  private final Path work;
  private final Path program;

  PowerCut(String fileSystem, Flush flush, Path work) throws IOException, InterruptedException {
    this.fileSystem = fileSystem;
    this.flush = flush;
    this.work = work;
    this.program = NativeCode.program("powercut", work);
  }

  /** Cuts it after so many puts, in the middle of one that follows. */
  Result after(int puts, String storage) throws Exception {
    Path at = work.resolve("volume");
    LoopVolume volume = LoopVolume.create(fileSystem, work.resolve("volume.image"));
    int acknowledged;
    try (Mount mount = volume.mount(at)) {
      Path directory = Files.createDirectory(at.resolve("cache"));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      Command.run("sync", "--file-system", at.toString());
      acknowledged = writeUntilCut(directory, puts, storage);
    }
    try (Mount mount = volume.mount(at)) {
      return look(mount.path().resolve("cache"), acknowledged, storage);
    }
  }

  private int writeUntilCut(Path directory, int puts, String kind) throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> write(directory, kind, acknowledged));
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(60))
        .until(() -> acknowledged.get() >= puts || writer.isDone());
    Command.run(program.toString(), directory.getParent().toString(), Integer.toString(flush.flag));
    writer.join();
    return acknowledged.get();
  }

  private static void write(Path directory, String kind, AtomicInteger acknowledged) {
    try (Storage storage = Storage.open(kind, directory)) {
      while (storage.put(acknowledged.get(), body(acknowledged.get()))) {
        acknowledged.incrementAndGet();
      }
    } catch (IOException e) {
      // The power is gone; the product says so by storing nothing.
    }
  }

  private static byte[] body(int number) {
    return Entries.body(number, number, SIZE);
  }

  private static Result look(Path directory, int acknowledged, String kind) throws IOException {
    int lost = 0;
    int wrong = 0;
    try (Storage storage = Storage.open(kind, directory)) {
      for (int number = 0; number <= acknowledged; number++) {
        Optional<byte[]> body = storage.get(number);
        lost += body.isEmpty() && number < acknowledged ? 1 : 0;
        wrong += body.isPresent() && Entries.seed(number, body.get()).isEmpty() ? 1 : 0;
      }
      return new Result(acknowledged, lost, wrong, Product.damaged(storage));
    }
  }
}
