package dev.wasmcache.disk;

import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.simulated.Process;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Calls to the file system with a bug of a test: what a product with that bug would do. */
final class PlantedFiles extends SimulatedFiles {

  private final Planted bug;
  private final Volume volume;
  private final Map<Path, FileState> examined = new HashMap<>();

  PlantedFiles(
      Volume volume,
      Process process,
      FaultPlan faults,
      FileRules rules,
      Vandal vandal,
      Planted bug) {
    super(volume, process, faults, rules, vandal);
    this.bug = bug;
    this.volume = volume;
  }

  @Override
  public FileState state(Path path) throws IOException {
    FileState state = super.state(path);
    if (bug == Planted.CHECK_BEFORE_OPEN && DiskLayout.key(path).isPresent()) {
      // The second look, after the file was opened, sees what the first one saw.
      FileState first = examined.remove(path);
      if (first != null) {
        return first;
      }
      examined.put(path, state);
    }
    return state;
  }

  @Override
  public InputStream read(Path file) throws IOException {
    if (bug == Planted.NOTE_AS_ENTRY && DiskLayout.key(file).isPresent()) {
      Path[] note = {file};
      volume.eachFile(
          (path, node) -> note[0] = DiskLayout.kind(path) == DiskEntry.Kind.NOTE ? path : note[0]);
      return super.read(note[0]);
    }
    return super.read(file);
  }

  @Override
  public Output write(Path file) throws IOException {
    Output output = super.write(file);
    return bug == Planted.NO_SYNC ? new Unsynced(output) : output;
  }

  @Override
  public void setLastUsed(Path file, Instant when) throws IOException {
    if (bug != Planted.DATE_KEPT
        || !attributes(file).lastModifiedTime().toInstant().isAfter(when)) {
      super.setLastUsed(file, when);
    }
  }

  @Override
  public DirectoryStream<Path> list(Path directory) throws IOException {
    DirectoryStream<Path> all = super.list(directory);
    if (bug != Planted.OVERLOOKED_FILES) {
      return all;
    }
    List<Path> left = new ArrayList<>();
    for (Path file : all) {
      DiskEntry.Kind kind = DiskLayout.kind(file);
      if (kind == null || kind == DiskEntry.Kind.ENTRY) {
        left.add(file);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return left.iterator();
      }

      @Override
      public void close() throws IOException {
        all.close();
      }
    };
  }

  private record Unsynced(Output output) implements Output {
    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      output.write(position, source, offset, length);
    }

    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
