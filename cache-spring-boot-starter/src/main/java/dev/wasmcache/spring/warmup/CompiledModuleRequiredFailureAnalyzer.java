package dev.wasmcache.spring.warmup;

import dev.wasmcache.CompiledModuleRequiredException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why a module that must not be compiled stops the application's start. */
final class CompiledModuleRequiredFailureAnalyzer
    extends AbstractFailureAnalyzer<CompiledModuleRequiredException> {

  /** What to do about it, for the operator of the application. */
  static final String REMEDY =
      "Fill a directory with a training run of this very application, with the same options and"
          + " keys: 'java -Dspring.context.exit=onRefresh -jar app.jar"
          + " --wasm.cache.mode=read-write --wasm.cache.disk.directory=...', where"
          + " 'wasm.cache.warm-up.modules' names the module. Then name the directory in"
          + " 'wasm.cache.disk.read-only-directories', or in 'wasm.cache.disk.directory'. To"
          + " compile missing modules instead, set 'wasm.cache.mode=read-write'.";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, CompiledModuleRequiredException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), REMEDY, cause);
  }
}
