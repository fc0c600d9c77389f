package dev.wasmcache.cli.directory;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.Entries;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.KeyFiles;
import dev.wasmcache.cli.output.Units;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** Deletes all entries of a directory. */
@Command(
    name = "clear",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes all entries of the directory, and no other file.",
      "Applications compile what they need again; those that only read fail to start."
    })
public final class ClearCommand extends CliCommand {

  public ClearCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    CacheLocation location = CacheLocation.of(options());
    location.requireThere();
    long before;
    try (CompilationCache cache = location.read()) {
      before = Entries.count(cache.admin());
    }
    long left;
    try (CompilationCache cache =
        CacheLocation.cache(KeyFiles.integrity(options())).disk(location.store().build()).build()) {
      cache.admin().clear();
      left = Entries.count(cache.admin());
    }
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("directory", location.directory());
      fields.put("deleted", before - left);
      fields.put("left", left);
      print(fields);
    } else {
      print(
          Units.count(before - left, "entry")
              + " deleted from "
              + location.directory()
              + ", "
              + left
              + " left.");
    }
    return left == 0 ? ExitCode.FINE : ExitCode.FOUND;
  }
}
