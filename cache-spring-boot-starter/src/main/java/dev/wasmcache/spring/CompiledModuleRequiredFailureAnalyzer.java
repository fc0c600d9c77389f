package dev.wasmcache.spring;

import dev.wasmcache.CompiledModuleRequiredException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why a module that must not be compiled stops the application's start. */
final class CompiledModuleRequiredFailureAnalyzer
    extends AbstractFailureAnalyzer<CompiledModuleRequiredException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, CompiledModuleRequiredException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), RequiredModules.REMEDY, cause);
  }
}
