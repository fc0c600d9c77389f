package dev.wasmcache.cli.archive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.admin.ArchiveException;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.KeyFiles;
import dev.wasmcache.cli.option.Sizes;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.cli.output.Progress;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.disk.DiskStore;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores the entries of an archive. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Stores the entries of an archive in the directory, each verified first.",
      "With --public-key, only entries that are signed are accepted."
    })
public final class ImportCommand extends CliCommand {

  private static final int BUFFER = 64 * 1024;

  @Parameters(paramLabel = "FILE", description = "The archive to read; - is standard input.")
  private Path file = Path.of(ExportCommand.STANDARD);

  @Option(
      names = "--max-entries",
      paramLabel = "N",
      defaultValue = "100000",
      description = "The most entries to accept. Default: ${DEFAULT-VALUE}.")
  private long maximumEntries;

  @Option(
      names = "--max-archive-size",
      paramLabel = "SIZE",
      defaultValue = "2GB",
      converter = Sizes.Bytes.class,
      description = "The most bytes of entries to accept. Default: ${DEFAULT-VALUE}.")
  private long maximumArchiveBytes;

  public ImportCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() throws IOException {
    if (maximumEntries <= 0) {
      throw new UsageException("--max-entries is " + maximumEntries + "; it is at least 1.");
    }
    CacheLocation location = CacheLocation.of(options());
    ArchiveLimits limits =
        new ArchiveLimits(
            maximumEntries,
            maximumArchiveBytes,
            CompilationCacheBuilder.DEFAULT_MAXIMUM_ENTRY_BYTES);
    ArchiveReport report;
    Optional<String> problem = Optional.empty();
    try (InputStream in = open();
        Progress progress = progress("import", total());
        CompilationCache cache = cache(location)) {
      report = cache.admin().importArchive(new Steps(in, progress), limits);
    } catch (ArchiveException e) {
      report = e.report();
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    report(location, report, problem);
    return report.refused().isEmpty() && problem.isEmpty() ? ExitCode.FINE : ExitCode.FOUND;
  }

  private CompilationCache cache(CacheLocation location) {
    DiskStore store = location.store().build();
    return CacheLocation.cache(KeyFiles.integrity(options())).disk(store).build();
  }

  private InputStream open() {
    if (isInput()) {
      return System.in;
    }
    try {
      if (Files.isRegularFile(file)) {
        return new BufferedInputStream(Files.newInputStream(file), BUFFER);
      }
    } catch (IOException e) {
      throw new UsageException("FILE is '" + file + "', which cannot be read: " + e);
    }
    throw new UsageException("FILE is '" + file + "', which is not a file.");
  }

  private boolean isInput() {
    return file.toString().equals(ExportCommand.STANDARD);
  }

  private long total() throws IOException {
    return isInput() ? 0 : Files.size(file) / BUFFER + 1;
  }

  /** Counts a step for each buffer that is read. */
  private static final class Steps extends FilterInputStream {
    private final Progress progress;
    private long left = BUFFER;

    private Steps(InputStream in, Progress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      counted(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      counted(Math.max(read, 0));
      return read;
    }

    private void counted(long bytes) {
      left -= bytes;
      while (left <= 0) {
        left += BUFFER;
        progress.step("blocks of 64 KB");
      }
    }
  }

  private void report(CacheLocation location, ArchiveReport report, Optional<String> problem) {
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("directory", location.directory());
      fields.put("file", file);
      fields.putAll(ArchiveFile.fields(report));
      fields.put("problem", problem);
      print(fields);
      return;
    }
    print(
        Units.count(report.entries(), "entry")
            + ", "
            + Units.bytes(report.bytes())
            + ", stored in "
            + location.directory()
            + "."
            + ArchiveFile.refused(report));
    problem.ifPresent(text -> out().println("The rest was not read: " + text));
  }
}
