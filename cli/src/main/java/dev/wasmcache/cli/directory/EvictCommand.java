package dev.wasmcache.cli.directory;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.Entries;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.FailedException;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.KeyFiles;
import dev.wasmcache.cli.option.Sizes;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.cli.output.Progress;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes some entries. */
@Command(
    name = "evict",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes entries: by key, damaged ones, or the least recently used beyond a limit.",
      "Applications that need them compile them again."
    })
public final class EvictCommand extends CliCommand {

  private static final String WAYS = "KEY, --damaged, --max-size or --max-idle";

  @Parameters(paramLabel = "KEY", arity = "0..*", description = "Keys, or their first digits.")
  private List<String> keys = new ArrayList<>();

  @Option(names = "--damaged", description = "Delete the entries that are not what was written.")
  private boolean damaged;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      converter = Sizes.Bytes.class,
      description = "What the directory may take on its volume from now on: 2GB, for example.")
  private @Nullable Long maximumBytes;

  @Option(
      names = "--max-idle",
      paramLabel = "TIME",
      converter = Sizes.Time.class,
      description = "Delete entries that have not been used for so long: 30d, for example.")
  private @Nullable Duration maximumIdle;

  public EvictCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() throws IOException {
    boolean limits = maximumBytes != null || maximumIdle != null;
    if (keys.isEmpty() && !damaged && !limits) {
      throw new UsageException("Say what to delete: " + WAYS + ". 'clear' deletes all entries.");
    }
    CacheLocation location = CacheLocation.of(options());
    location.requireThere();
    List<String> missing = new ArrayList<>();
    List<CacheKey> chosen = chosen(location, missing);
    long before = count(location);
    try (CompilationCache cache =
        CacheLocation.cache(KeyFiles.integrity(options())).disk(location.store().build()).build()) {
      chosen.forEach(cache::delete);
    }
    if (limits) {
      collect(location);
    }
    report(location, before, missing);
    return missing.isEmpty() ? ExitCode.FINE : ExitCode.FOUND;
  }

  /** Chooses by a look that deletes nothing: with wrong keys, no entry would be accepted. */
  private List<CacheKey> chosen(CacheLocation location, List<String> missing) {
    List<CacheKey> chosen = new ArrayList<>();
    try (CompilationCache cache = location.read()) {
      CacheAdmin admin = cache.admin();
      for (String key : keys) {
        Entries.find(admin, key).ifPresentOrElse(chosen::add, () -> missing.add(key));
      }
      if (damaged) {
        try (Progress progress = progress("verify", Entries.count(admin))) {
          Entries.forEach(
              admin,
              key -> {
                if (admin.verify(key).get(Tier.DISK) == Outcome.CORRUPT) {
                  chosen.add(key);
                }
                progress.step("entries");
              });
        }
      }
    }
    return chosen;
  }

  private static long count(CacheLocation location) {
    try (CompilationCache cache = location.read()) {
      return Entries.count(cache.admin());
    }
  }

  private void collect(CacheLocation location) throws IOException {
    DiskStore.Builder builder = location.store();
    if (maximumBytes != null) {
      builder.maximumBytes(maximumBytes);
    }
    if (maximumIdle != null) {
      builder.maximumIdle(maximumIdle);
    }
    try (DiskStore store = builder.build()) {
      if (!store.collect()) {
        throw new FailedException(
            "Another process is evicting entries from "
                + location.directory()
                + " now, by its own limits. Try again when it is done.");
      }
    }
  }

  private void report(CacheLocation location, long before, List<String> missing) {
    long after = count(location);
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("directory", location.directory());
      fields.put("deleted", before - after);
      fields.put("left", after);
      fields.put("missing", missing);
      print(fields);
      return;
    }
    for (String key : missing) {
      print("No entry has a key that begins with " + key + ".");
    }
    print(Units.count(before - after, "entry") + " deleted, " + after + " left.");
  }
}
