package dev.wasmcache.spring;

import dev.wasmcache.CompilationCacheBuilder;

/**
 * Changes how the auto-configured {@link dev.wasmcache.CompilationCache} is built. Every bean of
 * this type is called once, in order, after the properties have been applied.
 */
@FunctionalInterface
public interface CompilationCacheBuilderCustomizer {

  void customize(CompilationCacheBuilder builder);
}
