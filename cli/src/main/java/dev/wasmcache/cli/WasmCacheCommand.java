package dev.wasmcache.cli;

import dev.wasmcache.cli.option.GlobalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without the name of a command. */
@Command(
    name = "wasm-cache",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = picocli.CommandLine.ScopeType.LOCAL,
    usageHelpAutoWidth = true,
    description = "Looks at, checks and fills caches of compiled WebAssembly modules.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Fine.",
      "1:Something was found, or not all of the work was done.",
      "2:Wrong usage; nothing was done."
    },
    footerHeading = "%nEach command has --help. ",
    footer = "The page docs/command-line.md has examples.")
final class WasmCacheCommand implements Runnable {

  @Mixin private final GlobalOptions options;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  WasmCacheCommand(GlobalOptions options) {
    this.options = options;
  }

  GlobalOptions options() {
    return options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}
