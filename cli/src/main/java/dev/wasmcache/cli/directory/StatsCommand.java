package dev.wasmcache.cli.directory;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.Entries;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.output.Progress;
import dev.wasmcache.cli.output.Table;
import dev.wasmcache.cli.output.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Says what a directory holds. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    description = {
      "Says what the directory holds: entries, sizes, engines.",
      "Hits and misses are counted by each application: see its meters."
    })
public final class StatsCommand extends CliCommand {

  public StatsCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    CacheLocation location = CacheLocation.of(options());
    DirectoryStats stats = new DirectoryStats();
    try (CompilationCache cache = location.read();
        Progress progress = progress("stats", 0)) {
      CacheAdmin admin = cache.admin();
      Entries.forEach(
          admin,
          key -> {
            stats.add(Entries.inspect(admin, key));
            progress.step("entries");
          });
    }
    DirectoryFiles files = DirectoryFiles.of(location.directory());
    if (json()) {
      print(fields(location, stats, files));
    } else {
      print(location, stats, files);
    }
    return ExitCode.FINE;
  }

  private void print(CacheLocation location, DirectoryStats stats, DirectoryFiles files) {
    print("Directory     @|bold " + location.directory() + "|@");
    print("Entries       " + stats.entries() + ", " + Units.bytes(stats.bytes()));
    print("Files         " + files.count() + ", " + Units.bytes(files.bytes()));
    print("Free          " + Units.bytes(files.freeBytes()) + " on the volume");
    print("Compile time  " + Units.time(stats.compileTime()) + ", saved by each start that hits");
    stats.oldest().ifPresent(at -> print("Oldest        " + Units.instant(at)));
    stats.newest().ifPresent(at -> print("Newest        " + Units.instant(at)));
    if (stats.unreadable() > 0) {
      print("@|yellow Not readable  " + stats.unreadable() + ": see 'wasm-cache verify'|@");
    }
    Table table = new Table("ENGINE", "VERSION", ">ENTRIES", ">SIZE", ">COMPILE TIME");
    stats
        .engines()
        .forEach(
            (engine, sum) ->
                table.add(
                    engine.name(),
                    engine.version(),
                    String.valueOf(sum.entries()),
                    Units.bytes(sum.bytes()),
                    Units.time(sum.compileTime())));
    if (!table.isEmpty()) {
      out().println();
      table.print(out(), options().ansi());
    }
  }

  private static Map<String, Object> fields(
      CacheLocation location, DirectoryStats stats, DirectoryFiles files) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("directory", location.directory());
    fields.put("entries", stats.entries());
    fields.put("unreadableEntries", stats.unreadable());
    fields.put("bytes", stats.bytes());
    fields.put("files", files.count());
    fields.put("fileBytes", files.bytes());
    fields.put("freeBytes", files.freeBytes());
    fields.put("compileSeconds", stats.compileTime());
    fields.put("oldest", stats.oldest());
    fields.put("newest", stats.newest());
    List<Map<String, Object>> engines = new ArrayList<>();
    stats
        .engines()
        .forEach(
            (engine, sum) -> {
              Map<String, Object> each = new LinkedHashMap<>();
              each.put("engine", engine.name());
              each.put("version", engine.version());
              each.put("entries", sum.entries());
              each.put("bytes", sum.bytes());
              each.put("compileSeconds", sum.compileTime());
              engines.add(each);
            });
    fields.put("engines", engines);
    return fields;
  }
}
