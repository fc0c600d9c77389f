package dev.wasmcache.spring;

import dev.wasmcache.CompiledModuleRequiredException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** For modules that are loaded while the application starts. */
final class CompiledModuleRequiredFailureAnalyzer
    extends AbstractFailureAnalyzer<CompiledModuleRequiredException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, CompiledModuleRequiredException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), RequiredModules.REMEDY, cause);
  }
}
