package dev.wasmcache.cli.directory;

import dev.wasmcache.CacheKey;
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
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Verifies every entry, and deletes none. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every entry to its end and verifies it. Changes nothing.",
      "'evict --damaged' deletes entries that are damaged."
    })
public final class VerifyCommand extends CliCommand {

  public VerifyCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    CacheLocation location = CacheLocation.of(options());
    Map<CacheKey, Outcome> bad = new LinkedHashMap<>();
    long[] verified = {0};
    try (CompilationCache cache = location.read()) {
      CacheAdmin admin = cache.admin();
      try (Progress progress = progress("verify", Entries.count(admin))) {
        Entries.forEach(
            admin,
            key -> {
              Outcome outcome = admin.verify(key).getOrDefault(Tier.DISK, Outcome.MISS);
              if (outcome == Outcome.HIT) {
                verified[0]++;
              } else if (outcome != Outcome.MISS) {
                // An entry that is missing has been evicted since it was listed.
                bad.put(key, outcome);
              }
              progress.step("entries");
            });
      }
    }
    if (json()) {
      print(fields(location, verified[0], bad));
    } else {
      print(verified[0], bad);
    }
    return bad.isEmpty() ? ExitCode.FINE : ExitCode.FOUND;
  }

  private void print(long verified, Map<CacheKey, Outcome> bad) {
    if (!bad.isEmpty()) {
      Table table = new Table("KEY", "FOUND");
      bad.forEach((key, outcome) -> table.add(key.toHex(), Findings.describe(outcome)));
      table.print(out(), options().ansi());
    }
    String style = bad.isEmpty() ? "green" : "red";
    print(
        Units.count(verified, "entry")
            + " verified, @|"
            + style
            + " "
            + bad.size()
            + " refused|@.");
  }

  private static Map<String, Object> fields(
      CacheLocation location, long verified, Map<CacheKey, Outcome> bad) {
    List<Map<String, Object>> refused = new ArrayList<>();
    bad.forEach(
        (key, outcome) -> {
          Map<String, Object> each = new LinkedHashMap<>();
          each.put("key", key.toHex());
          each.put("outcome", outcome.id());
          refused.add(each);
        });
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("directory", location.directory());
    fields.put("verified", verified);
    fields.put("refused", refused);
    return fields;
  }
}
