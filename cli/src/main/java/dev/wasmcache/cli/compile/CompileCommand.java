package dev.wasmcache.cli.compile;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Engine;
import dev.wasmcache.Integrity;
import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.cli.archive.ArchiveFile;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.CliCommand;
import dev.wasmcache.cli.option.ExitCode;
import dev.wasmcache.cli.option.FailedException;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.KeyFiles;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.cli.output.Progress;
import dev.wasmcache.cli.output.Table;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compiles modules and stores them: the builder's side of applications that only read. */
@Command(
    name = "compile",
    mixinStandardHelpOptions = true,
    description = {
      "Compiles modules and stores them in the directory, an archive, Redis or S3.",
      "Signs them with --private-key. A module that is stored already is not compiled again."
    })
public final class CompileCommand extends CliCommand {

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The .wasm files.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "endive",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private EngineName engineName = EngineName.endive;

  @Option(
      names = KeyFiles.PRIVATE_KEY,
      paramLabel = "ID=FILE",
      description = "The Ed25519 key to sign with. Needs --public-key with the same ID.")
  private Map<String, Path> privateKeys = new LinkedHashMap<>();

  @Mixin private CompilerOptions compiler = new CompilerOptions();
  @Mixin private Destination destination = new Destination();

  public CompileCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  public Integer call() throws IOException {
    ModuleFiles.requireReadable(files);
    Integrity integrity = KeyFiles.integrity(options(), privateKeys);
    if (!integrity.canWrite()) {
      throw new UsageException(
          GlobalOptions.PUBLIC_KEY
              + " alone cannot sign: give "
              + KeyFiles.PRIVATE_KEY
              + " with the same ID, or leave the keys out.");
    }
    destination.check(integrity);
    if (destination.archive().isPresent()) {
      Path unused = ArchiveFile.requireFolder(destination.archive().get());
    }
    Engine<?> engine = compiler.engine(engineName);
    try (WorkingDirectory directory = directory()) {
      return compile(engine, integrity, directory.path());
    }
  }

  /** Returns the directory to fill; a temporary one if only an archive is wanted. */
  private WorkingDirectory directory() throws IOException {
    boolean named = options().directory().isPresent();
    if (destination.archive().isPresent() && !named) {
      return WorkingDirectory.temporary();
    }
    return named || !destination.isShared()
        ? WorkingDirectory.of(CacheLocation.of(options()).directory())
        : WorkingDirectory.none();
  }

  private int compile(Engine<?> engine, Integrity integrity, @Nullable Path directory) {
    CompilationCacheBuilder builder = CacheLocation.cache(integrity);
    DiskStore.Builder store =
        directory == null ? null : CacheLocation.of(options(), directory).store();
    if (store != null) {
      store.refusal().ifPresent(CompileCommand::refuse);
    }
    // Before the directory is created: an address may be wrong.
    if (destination.isShared()) {
      builder.shared(destination.open());
    }
    if (store != null) {
      builder.disk(store.build());
    }
    List<CompiledFile> results = new ArrayList<>();
    Optional<ArchiveReport> archive = Optional.empty();
    try (CompilationCache cache = builder.build()) {
      try (Progress progress = progress("compile", files.size())) {
        FileCompiler<?> each = new FileCompiler<>(engine, cache);
        for (Path file : files) {
          results.add(each.compile(file));
          progress.step(file.toString());
        }
      }
      archive = destination.archive().map(file -> write(cache, file, results));
    }
    if (json()) {
      print(fields(engine, integrity, directory, results, archive));
    } else {
      print(results, directory, integrity, archive);
    }
    return results.stream().allMatch(CompiledFile::isStored) ? ExitCode.FINE : ExitCode.FOUND;
  }

  private static void refuse(CacheDirectoryException refusal) {
    throw refusal;
  }

  private static ArchiveReport write(
      CompilationCache cache, Path file, List<CompiledFile> results) {
    Set<CacheKey> keys = new HashSet<>();
    results.stream().filter(CompiledFile::isStored).forEach(result -> keys.add(result.key()));
    ArchiveReport report =
        ArchiveFile.write(cache.admin(), file, info -> keys.contains(info.key()));
    if (report.entries() != keys.size()) {
      throw new FailedException(
          "The archive " + file + " has " + report.entries() + " of " + keys.size() + " entries.");
    }
    return report;
  }

  private void print(
      List<CompiledFile> results,
      @Nullable Path directory,
      Integrity integrity,
      Optional<ArchiveReport> archive) {
    Table table = new Table("FILE", "RESULT", ">SIZE", ">TIME", "KEY");
    for (CompiledFile result : results) {
      table.add(
          result.file().toString(),
          result.result().id(),
          result.isStored() ? Units.bytes(result.size()) : "",
          Units.time(result.elapsed()),
          result.key().toHex().substring(0, 16));
    }
    table.print(out(), options().ansi());
    for (CompiledFile result : results) {
      result.problem().ifPresent(problem -> print("@|red " + result.file() + "|@: " + problem));
    }
    long stored = results.stream().filter(CompiledFile::isStored).count();
    print(
        stored
            + " of "
            + Units.count(results.size(), "module")
            + " stored in "
            + place(directory, archive)
            + (integrity.authenticates() ? ", signed" : ", not signed")
            + ".");
    print("Compiler: " + engineName + " " + CompilerOptions.compiler(engineName));
  }

  private String place(@Nullable Path directory, Optional<ArchiveReport> archive) {
    List<String> places = new ArrayList<>();
    if (directory != null && (archive.isEmpty() || options().directory().isPresent())) {
      places.add(directory.toString());
    }
    destination.archive().ifPresent(file -> places.add(file.toString()));
    if (destination.isShared()) {
      places.add(destination.name());
    }
    return String.join(" and ", places);
  }

  private Map<String, Object> fields(
      Engine<?> engine,
      Integrity integrity,
      @Nullable Path directory,
      List<CompiledFile> results,
      Optional<ArchiveReport> archive) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engine", engine.fingerprint().engine());
    fields.put("engineVersion", engine.fingerprint().engineVersion());
    fields.put("compiler", CompilerOptions.compiler(engineName));
    fields.put("integrity", integrity.kind());
    fields.put("storedIn", place(directory, archive));
    fields.put("modules", results.stream().map(CompiledFile::fields).toList());
    fields.put("archive", archive.map(ArchiveFile::fields));
    return fields;
  }
}
