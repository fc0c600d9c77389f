package dev.wasmcache.cli;

import dev.wasmcache.cli.archive.ExportCommand;
import dev.wasmcache.cli.archive.ImportCommand;
import dev.wasmcache.cli.compile.CompileCommand;
import dev.wasmcache.cli.compile.WhyCommand;
import dev.wasmcache.cli.directory.ClearCommand;
import dev.wasmcache.cli.directory.EvictCommand;
import dev.wasmcache.cli.directory.ListCommand;
import dev.wasmcache.cli.directory.ShowCommand;
import dev.wasmcache.cli.directory.StatsCommand;
import dev.wasmcache.cli.directory.VerifyCommand;
import dev.wasmcache.cli.doctor.DoctorCommand;
import dev.wasmcache.cli.option.ColorWhen;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.FailedException;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.disk.CacheDirectoryException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Parses arguments, runs the command that they name, and reports failures in a line. */
final class WasmCacheCommandLine {

  private static final String COMPLETION = "generate-completion";
  private static final String HELP = "help";
  private static final List<String> NAMES =
      List.of(
          "stats", "list", "show", "why", "verify", "evict", "clear", "export", "import", "compile",
          "doctor");

  private final PrintWriter out;
  private final PrintWriter err;

  WasmCacheCommandLine(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Runs a command; returns its exit code. Throws nothing. */
  int execute(String... arguments) {
    GlobalOptions options = new GlobalOptions();
    CommandLine commandLine = new CommandLine(new WasmCacheCommand(options));
    addCommands(commandLine, options, Arrays.asList(arguments));
    return commandLine
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(false)
        .setColorScheme(Help.defaultColorScheme(GlobalOptions.ansi(color(arguments))))
        .setParameterExceptionHandler(this::refused)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, options))
        .execute(arguments);
  }

  /**
   * Adds the commands that occur among the arguments, since to describe all of them takes a fresh
   * JVM as long as to run one; all of them if none does, or if help is wanted.
   */
  private static void addCommands(
      CommandLine commandLine, GlobalOptions options, List<String> arguments) {
    boolean all = arguments.contains(HELP) || arguments.contains(COMPLETION);
    boolean added = false;
    for (String name : NAMES) {
      if (all || arguments.contains(name)) {
        commandLine.addSubcommand(name, command(name, options));
        added = true;
      }
    }
    if (!added) {
      NAMES.forEach(name -> commandLine.addSubcommand(name, command(name, options)));
    }
    if (all || !added) {
      commandLine.addSubcommand(HELP, new CommandLine.HelpCommand());
      commandLine.addSubcommand(COMPLETION, new AutoComplete.GenerateCompletion());
    }
  }

  private static Object command(String name, GlobalOptions options) {
    return switch (name) {
      case "stats" -> new StatsCommand(options);
      case "list" -> new ListCommand(options);
      case "show" -> new ShowCommand(options);
      case "why" -> new WhyCommand(options);
      case "verify" -> new VerifyCommand(options);
      case "evict" -> new EvictCommand(options);
      case "clear" -> new ClearCommand(options);
      case "export" -> new ExportCommand(options);
      case "import" -> new ImportCommand(options);
      case "compile" -> new CompileCommand(options);
      default -> new DoctorCommand(options);
    };
  }

  /**
   * Before the arguments are parsed, since the help and the refusal of an argument have colours.
   */
  private static ColorWhen color(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String value = null;
      if (arguments[i].startsWith(GlobalOptions.COLOR + "=")) {
        value = arguments[i].substring(GlobalOptions.COLOR.length() + 1);
      } else if (arguments[i].equals(GlobalOptions.COLOR) && i + 1 < arguments.length) {
        value = arguments[i + 1];
      }
      for (ColorWhen when : ColorWhen.values()) {
        if (when.name().equalsIgnoreCase(value)) {
          return when;
        }
      }
    }
    return ColorWhen.auto;
  }

  private int refused(CommandLine.ParameterException refusal, String[] arguments) {
    CommandLine command = refusal.getCommandLine();
    say(command.getColorScheme(), refusal.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(refusal, err)) {
      err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE;
  }

  private int failed(Exception failure, GlobalOptions options) {
    out.flush();
    Help.ColorScheme colors = Help.defaultColorScheme(options.ansi());
    if (options.verbose()) {
      failure.printStackTrace(err);
    }
    if (failure instanceof UsageException || failure instanceof CacheDirectoryException) {
      say(colors, failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof UncheckedIOException && failure.getCause() != null) {
      say(colors, failure.getMessage() + " (" + failure.getCause() + ")");
    } else if (failure instanceof FailedException) {
      say(colors, failure.getMessage());
    } else {
      say(colors, failure.toString());
    }
    return ExitCode.FOUND;
  }

  private void say(Help.ColorScheme colors, @Nullable String message) {
    err.println(colors.errorText("wasm-cache: " + message));
  }
}
