package dev.wasmcache.faults;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A volume in a file, with its own file system, whose power can be cut. */
final class LoopVolume {

  // The smallest size that XFS accepts.
  private static final long SIZE = 320L * 1024 * 1024;

  private final Path image;

  private LoopVolume(Path image) {
    this.image = image;
  }

  /**
   * Creates an empty volume.
   *
   * @param fileSystem {@code ext4}, {@code xfs} or {@code btrfs}
   */
  static LoopVolume create(String fileSystem, Path image) throws IOException, InterruptedException {
    Requirement.root();
    boolean loops = Files.exists(Path.of("/dev/loop-control"));
    Requirement.require(loops, "loop devices", "load the kernel's module 'loop'");
    String maker = "mkfs." + fileSystem;
    Requirement.command(maker, fileSystem.equals("ext4") ? "e2fsprogs" : fileSystem + "progs");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(0);
      file.setLength(SIZE);
    }
    Command.run(maker, "-q", fileSystem.equals("ext4") ? "-F" : "-f", image.toString());
    return new LoopVolume(image);
  }

  Mount mount(Path at) throws IOException, InterruptedException {
    return Mount.loop(image, at);
  }
}
