package dev.wasmcache.cli.directory;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.Entries;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows an entry. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows what the header of an entry says, and whether the entry verifies.")
public final class ShowCommand extends CliCommand {

  @Parameters(paramLabel = "KEY", description = "The key, or its first digits.")
  private String key = "";

  public ShowCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    CacheLocation location = CacheLocation.of(options());
    try (CompilationCache cache = location.read()) {
      CacheAdmin admin = cache.admin();
      Optional<CacheKey> found = Entries.find(admin, key);
      if (found.isEmpty()) {
        return missing(location);
      }
      CacheKey existing = found.get();
      Optional<EntryInfo> info = Entries.inspect(admin, existing);
      Outcome outcome = admin.verify(existing).getOrDefault(Tier.DISK, Outcome.MISS);
      if (json()) {
        print(fields(existing, info, outcome));
      } else {
        print(existing, info, outcome);
      }
      return outcome == Outcome.HIT ? ExitCode.FINE : ExitCode.FOUND;
    }
  }

  private int missing(CacheLocation location) {
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("key", key);
      fields.put("outcome", Outcome.MISS.id());
      print(fields);
    } else {
      print("No entry in " + location.directory() + " has a key that begins with " + key + ".");
    }
    return ExitCode.FOUND;
  }

  private static Map<String, Object> fields(
      CacheKey key, Optional<EntryInfo> info, Outcome outcome) {
    Map<String, Object> fields = Entries.fields(key, info);
    fields.put("outcome", outcome.id());
    info.flatMap(EntryInfo::fingerprint)
        .ifPresent(
            fingerprint -> {
              fields.put("options", fingerprint.options());
              fields.put("target", fingerprint.target());
              fields.put("formatVersion", fingerprint.formatVersion());
              fields.put("generation", fingerprint.generation());
            });
    return fields;
  }

  private void print(CacheKey key, Optional<EntryInfo> entry, Outcome outcome) {
    print("Key           @|bold " + key + "|@");
    if (entry.isPresent()) {
      EntryInfo info = entry.get();
      print("Size          " + Units.bytes(info.size()));
      info.createdAt().ifPresent(at -> print("Stored at     " + Units.instant(at)));
      print("Compile time  " + Units.time(info.compileTime()));
      info.fingerprint().ifPresent(this::print);
    }
    String style = outcome == Outcome.HIT ? "green" : "red";
    print("State         @|" + style + " " + Findings.describe(outcome) + "|@");
  }

  private void print(Fingerprint fingerprint) {
    print("Engine        " + fingerprint.engine() + " " + fingerprint.engineVersion());
    print("Target        " + fingerprint.target() + ", format " + fingerprint.formatVersion());
    print("Generation    " + fingerprint.generation());
    fingerprint
        .options()
        .forEach((name, value) -> out().println("Option        " + name + " = " + value));
  }
}
