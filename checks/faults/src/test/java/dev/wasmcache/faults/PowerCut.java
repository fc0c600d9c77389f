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
 * A writer whose volume loses power in the middle of a write. Acknowledged puts are recorded
 * outside of the volume.
 */
final class PowerCut {

  /** The part of the unsynced data that reaches the device. */
  enum Flush {
    /** The journal but not the data: names reach the device before their content. */
    METADATA(1),
    NOTHING(2);

    private final int flag;

    Flush(int flag) {
      this.flag = flag;
    }
  }

  /**
   * The result of a check after the power cut.
   *
   * @param acknowledged how many puts were acknowledged as stored
   * @param lost how many of them are missing
   * @param wrong how often bytes were returned that were not put
   * @param damaged how many entries exist but do not verify
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

  /** Cuts the power after so many puts, in the middle of a later one. */
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
      // A storage without the protection may throw after the power cut; the product stores nothing.
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
