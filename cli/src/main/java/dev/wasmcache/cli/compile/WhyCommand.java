package dev.wasmcache.cli.compile;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.stats.MissReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a module would be compiled. */
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether the directory has an entry for a module, and if not, why.",
      "Exit code 1: none of the engines has one."
    })
public final class WhyCommand extends CliCommand {

  @Parameters(paramLabel = "FILE", description = "The .wasm file.")
  private Path file = Path.of("");

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Only this engine: ${COMPLETION-CANDIDATES}. Default: both.")
  private @Nullable EngineName engine;

  @Mixin private CompilerOptions compiler = new CompilerOptions();

  public WhyCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() {
    ModuleFiles.requireReadable(List.of(file));
    byte[] wasm = ModuleFiles.read(file);
    CacheLocation location = CacheLocation.of(options());
    List<Map<String, Object>> engines = new ArrayList<>();
    boolean present = false;
    try (CompilationCache cache = location.read()) {
      for (EngineName name : engine == null ? EngineName.values() : new EngineName[] {engine}) {
        Fingerprint fingerprint = compiler.engine(name).fingerprint();
        CompileRequest request = CompileRequest.of(wasm, fingerprint).named(file.toString());
        MissReason reason = cache.admin().explain(request);
        present |= reason.kind() == MissReason.Kind.PRESENT;
        engines.add(fields(request, reason));
        if (!json()) {
          print(request, reason);
        }
      }
    }
    if (json()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("file", file);
      fields.put("directory", location.directory());
      fields.put("engines", engines);
      print(fields);
    }
    return present ? ExitCode.FINE : ExitCode.FOUND;
  }

  private static Map<String, Object> fields(CompileRequest request, MissReason reason) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engine", request.fingerprint().engine());
    fields.put("engineVersion", request.fingerprint().engineVersion());
    fields.put("key", request.key().toHex());
    fields.put("reason", reason.kind().id());
    fields.put("description", reason.description());
    fields.put("at", reason.at());
    return fields;
  }

  private void print(CompileRequest request, MissReason reason) {
    Fingerprint fingerprint = request.fingerprint();
    boolean present = reason.kind() == MissReason.Kind.PRESENT;
    print(
        "@|bold "
            + fingerprint.engine()
            + "|@ "
            + fingerprint.engineVersion()
            + ": "
            + (present ? "@|green not compiled|@, " : "@|yellow compiled|@, ")
            + (present ? "" : reason.kind().id() + ": ")
            + reason.description());
    print("  key " + request.key());
  }
}
