package dev.wasmcache.spring.disk;

import dev.wasmcache.disk.CacheDirectoryException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class CacheDirectoryFailureAnalyzer extends AbstractFailureAnalyzer<CacheDirectoryException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, CacheDirectoryException cause) {
    return new FailureAnalysis(
        "The property 'wasm.cache.disk.directory', or its default, names '%s', which is not used: %s."
            .formatted(cause.directory(), cause.reason()),
        cause.remedy()
            + " To start without it, leave 'wasm.cache.disk.required' out: compiled modules are then"
            + " kept in memory only.",
        cause);
  }
}
