package dev.wasmcache.cli.directory;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.EntryInfo;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists entries. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the entries of the directory, sorted by key.")
public final class ListCommand extends CliCommand {

  private static final int SHORT_KEY = 16;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Only entries that this engine has compiled: endive, chicory.")
  private @Nullable String engine;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The most entries to list. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--full-keys", description = "Show all 64 digits of a key instead of 16.")
  private boolean fullKeys;

  public ListCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    CacheLocation location = CacheLocation.of(options());
    Table table = new Table("KEY", ">SIZE", "STORED AT", ">COMPILE TIME", "ENGINE", "VERSION");
    List<Map<String, Object>> rows = new ArrayList<>();
    long[] left = {0};
    try (CompilationCache cache = location.read();
        Progress progress = progress("list", 0)) {
      CacheAdmin admin = cache.admin();
      Entries.forEach(
          admin,
          key -> {
            progress.step("entries");
            Optional<EntryInfo> info = Entries.inspect(admin, key);
            if (!isWanted(info)) {
              return;
            }
            if (rows.size() >= limit) {
              left[0]++;
              return;
            }
            rows.add(Entries.fields(key, info));
            table.add(cells(key, info));
          });
    }
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("directory", location.directory());
      fields.put("entries", rows);
      fields.put("omitted", left[0]);
      print(fields);
    } else {
      print(location, table, left[0]);
    }
    return ExitCode.FINE;
  }

  private void print(CacheLocation location, Table table, long left) {
    if (table.isEmpty()) {
      print("There is no such entry in " + location.directory() + ".");
    } else {
      table.print(out(), options().ansi());
    }
    if (left > 0) {
      print(left + " more: use --limit.");
    }
  }

  private boolean isWanted(Optional<EntryInfo> info) {
    return engine == null
        || info.flatMap(EntryInfo::fingerprint)
            .filter(fingerprint -> fingerprint.engine().equals(engine))
            .isPresent();
  }

  private String[] cells(CacheKey key, Optional<EntryInfo> entry) {
    String shown = fullKeys ? key.toHex() : key.toHex().substring(0, SHORT_KEY);
    if (entry.isEmpty()) {
      return new String[] {shown, "", "", "", "not readable", ""};
    }
    EntryInfo info = entry.get();
    return new String[] {
      shown,
      Units.bytes(info.size()),
      info.createdAt().map(Units::instant).orElse(""),
      Units.time(info.compileTime()),
      info.fingerprint().map(fingerprint -> fingerprint.engine()).orElse("unknown"),
      info.fingerprint().map(fingerprint -> fingerprint.engineVersion()).orElse("")
    };
  }
}
