package dev.wasmcache.endive;

import dev.wasmcache.Artifact;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.engine.Bundle;
import dev.wasmcache.engine.EngineOptions;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Endive's compiler and runtime, as an engine of the cache.
 *
 * <p>An artifact is an ordinary JAR with stored entries: the classes, and the bodies of interpreted
 * functions. A load parses the module without the bodies of its functions and without validating it
 * again, and defines the classes; the JVM verifies them at their first use. Two compiles of one
 * module produce the same bytes.
 *
 * <p>A module that does not parse, validate or compile makes {@link #compile} throw Endive's own
 * exception. Immutable and safe for concurrent use.
 */
public final class EndiveEngine implements Engine<EndiveModule> {

  private final Fingerprint fingerprint;
  // Null without a compiler: its classes refer to it.
  private final @Nullable ModuleCompiler compiler;
  private final ModuleLoader loader;

  EndiveEngine(
      Fingerprint fingerprint, EngineOptions options, ClassLoader parent, boolean compiles) {
    this.fingerprint = fingerprint;
    this.compiler = compiles ? new ModuleCompiler(options) : null;
    this.loader = new ModuleLoader(options, parent);
  }

  /**
   * Makes an engine with the compiler's defaults.
   *
   * @throws IllegalStateException if Endive's libraries are not compatible with each other
   */
  public static EndiveEngine create() {
    return builder().build();
  }

  /** Starts to build an engine with other options. */
  public static EndiveEngineBuilder builder() {
    return new EndiveEngineBuilder();
  }

  @Override
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the engine {@linkplain EndiveEngineBuilder#compiledBy was
   *     made} to load only
   */
  @Override
  public Artifact compile(byte[] wasm) {
    if (compiler == null) {
      throw new IllegalStateException(
          "This engine loads what another compiler has compiled (compiledBy), and compiles nothing:"
              + " set the cache's mode to 'required'");
    }
    return Artifact.builder()
        .content(compiler.compile(wasm).toBytes())
        .fingerprint(fingerprint)
        .build();
  }

  /**
   * {@inheritDoc}
   *
   * @throws run.endive.wasm.WasmEngineException like {@link #compile}, if functions of the artifact
   *     are interpreted and the options forbid that
   */
  @Override
  public EndiveModule load(byte[] wasm, Artifact artifact) {
    return loader.load(wasm, Bundle.read(artifact.asByteBuffer()));
  }

  @Override
  public Optional<EndiveModule> handle(Supplier<? extends EndiveModule> current) {
    return Optional.of(new ModuleHandle(current));
  }

  @Override
  public long weight(EndiveModule module) {
    return module.weight();
  }
}
