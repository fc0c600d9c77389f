package dev.wasmcache.cli.archive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.Entries;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.output.Json;
import dev.wasmcache.cli.output.Progress;
import dev.wasmcache.cli.output.Units;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes entries to an archive. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the entries of the directory to an archive, each verified first.",
      "An entry keeps its signature. Changes nothing in the directory."
    })
public final class ExportCommand extends CliCommand {

  static final String STANDARD = "-";

  @Parameters(
      paramLabel = "FILE",
      description = "The archive to write; - is standard output. An existing file is replaced.")
  private Path file = Path.of(STANDARD);

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Only entries that this engine has compiled: endive, chicory.")
  private @Nullable String engine;

  public ExportCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() throws IOException {
    boolean toOutput = file.toString().equals(STANDARD);
    if (!toOutput) {
      Path unused = ArchiveFile.requireFolder(file);
    }
    CacheLocation location = CacheLocation.of(options());
    ArchiveReport report;
    try (CompilationCache cache = location.read()) {
      CacheAdmin admin = cache.admin();
      try (Progress progress = progress("export", Entries.count(admin))) {
        Predicate<EntryInfo> wanted =
            info -> {
              progress.step("entries");
              return isWanted(info);
            };
        report = toOutput ? write(admin, wanted) : ArchiveFile.write(admin, file, wanted);
      }
    }
    report(report, toOutput);
    return report.refused().isEmpty() ? ExitCode.FINE : ExitCode.FOUND;
  }

  private boolean isWanted(EntryInfo info) {
    return engine == null
        || info.fingerprint().filter(found -> found.engine().equals(engine)).isPresent();
  }

  private static ArchiveReport write(CacheAdmin admin, Predicate<EntryInfo> wanted)
      throws IOException {
    // Not closed: the stream is the JVM's.
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    ArchiveReport report = admin.exportArchive(out, wanted);
    out.flush();
    return report;
  }

  /** The report must not follow an archive on standard output. */
  private void report(ArchiveReport report, boolean toOutput) {
    String line;
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("file", file);
      fields.putAll(ArchiveFile.fields(report));
      line = Json.write(fields);
    } else {
      line =
          Units.count(report.entries(), "entry")
              + ", "
              + Units.bytes(report.bytes())
              + ", written to "
              + (toOutput ? "standard output" : file)
              + "."
              + ArchiveFile.refused(report);
    }
    (toOutput ? err() : out()).println(line);
  }
}
