package dev.wasmcache.engine.differential;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.engine.Bundle;
import dev.wasmcache.stats.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;

/** One module in caches of its own, with some functions interpreted. For one thread. */
final class CachedModule<M> implements AutoCloseable {

  private final Programs<M> programs;
  private final Compiling<M> engine;
  private final byte[] wasm;
  private final Path directory;
  private final CompilationCache cache;
  private final ModuleCache<M> modules;

  CachedModule(Programs<M> programs, byte[] wasm, Set<Integer> interpreted, Path directory) {
    this.programs = programs;
    this.engine = new Compiling<>(programs.engine(interpreted));
    this.wasm = wasm;
    this.directory = directory;
    this.cache = in("first");
    this.modules = ModuleCache.builder(engine, cache).build();
  }

  /** Loads the module; throws what the engine throws. */
  Program load(Variant.Way way) {
    return switch (way) {
      case PLAIN -> throw new IllegalArgumentException("Without the cache");
      case COLD -> programs.cached(modules.load(wasm));
      case LIVE -> live();
      case DISK -> fromDisk();
      case ARCHIVE -> fromArchive();
    };
  }

  /** Returns the functions that the compiler could not compile. */
  Set<Integer> interpreted() {
    return engine.interpreted;
  }

  private Program live() {
    M module = modules.load(wasm);
    if (modules.stats().hits() == 0) {
      throw new IllegalStateException("The module is not live");
    }
    return programs.cached(module);
  }

  private Program fromDisk() {
    try (CompilationCache again = in("first")) {
      return stored(again);
    }
  }

  private Program fromArchive() {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (CompilationCache other = in("second")) {
      cache.admin().exportArchive(archive, entry -> true);
      other
          .admin()
          .importArchive(new ByteArrayInputStream(archive.toByteArray()), ArchiveLimits.DEFAULT);
      return stored(other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Program stored(CompilationCache from) {
    try (ModuleCache<M> loaded = ModuleCache.builder(engine, from).build()) {
      M module = loaded.load(wasm);
      if (loaded.stats().loads(Origin.DISK) != 1) {
        throw new IllegalStateException("The module was not found: " + loaded.stats());
      }
      return programs.cached(module);
    }
  }

  private CompilationCache in(String name) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve(name)).build())
        .build();
  }

  @Override
  public void close() {
    modules.close();
    cache.close();
  }

  /** An engine that remembers what it left to the interpreter. */
  private static final class Compiling<M> implements Engine<M> {
    private final Engine<M> engine;
    private Set<Integer> interpreted = Set.of();

    private Compiling(Engine<M> engine) {
      this.engine = engine;
    }

    @Override
    public Fingerprint fingerprint() {
      return engine.fingerprint();
    }

    @Override
    public Artifact compile(byte[] wasm) {
      Artifact artifact = engine.compile(wasm);
      interpreted = Bundle.read(artifact.asByteBuffer()).interpretedFunctions();
      return artifact;
    }

    @Override
    public M load(byte[] wasm, Artifact artifact) {
      return engine.load(wasm, artifact);
    }

    @Override
    public long weight(M module) {
      return engine.weight(module);
    }
  }
}
