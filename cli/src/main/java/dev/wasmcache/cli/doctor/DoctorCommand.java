package dev.wasmcache.cli.doctor;

import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.KeyFiles;
import dev.wasmcache.cli.option.Sizes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what on this host would make a cache refuse its entries or store nothing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks location, owner, permissions, space, clock, engines and entries, and says what"
          + " would be refused and how to fix it. Changes nothing.",
      "Run it as the user of the application, with its keys."
    })
public final class DoctorCommand extends CliCommand {

  @Option(
      names = "--min-free-space",
      paramLabel = "SIZE",
      defaultValue = "100MB",
      converter = Sizes.Bytes.class,
      description = "wasm.cache.disk.min-free-space of the application. Default: ${DEFAULT-VALUE}.")
  private long minimumFreeBytes;

  public DoctorCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    // Keys that cannot be used are wrong usage: nothing that is found with them would be right.
    KeyFiles.integrity(options());
    CacheLocation location = CacheLocation.of(options());
    Instant now = Instant.now();
    List<Check> checks = new ArrayList<>();
    checks.add(DirectoryChecks.location(options(), location));
    checks.addAll(DirectoryChecks.trust(options(), location));
    DirectoryChecks.space(location.directory(), minimumFreeBytes).ifPresent(checks::add);
    Optional<EntryReport> entries = EntryReport.read(location);
    checks.add(ClockCheck.check(now, entries.flatMap(EntryReport::newest)));
    checks.addAll(EngineChecks.of(entries));
    entries.ifPresent(report -> checks.add(report.check(options())));
    boolean problems = checks.stream().anyMatch(check -> check.status() == Check.Status.PROBLEM);
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("directory", location.directory());
      fields.put("ok", !problems);
      fields.put("checks", checks.stream().map(Check::fields).toList());
      print(fields);
    } else {
      checks.forEach(this::print);
      print(problems ? "@|bold,red Something was found.|@" : "@|bold,green All is well.|@");
    }
    return problems ? ExitCode.FOUND : ExitCode.FINE;
  }

  private void print(Check check) {
    String mark =
        switch (check.status()) {
          case OK -> "@|green ok     |@ ";
          case NOTE -> "@|yellow note   |@ ";
          case PROBLEM -> "@|bold,red problem|@ ";
        };
    String name = check.name() + " ".repeat(Math.max(0, 12 - check.name().length()));
    out().println(options().ansi().string(mark) + name + check.found());
    check.remedy().ifPresent(remedy -> out().println(" ".repeat(20) + "-> " + remedy));
  }
}
