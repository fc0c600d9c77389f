package dev.wasmcache.spring.endive;

import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;
import run.endive.compiler.InterpreterFallback;

/** Configures Endive as an engine of the cache, and its live modules. */
@AutoConfiguration(after = WasmCacheAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@ConditionalOnClass({EndiveEngine.class, InterpreterFallback.class})
@ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
@Import(EndiveDefinitions.class)
public final class WasmCacheEndiveAutoConfiguration {}
