package dev.wasmcache.spring.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;

/** Configures Chicory as an engine of the cache, and its live modules. */
@AutoConfiguration(after = WasmCacheAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
@ConditionalOnClass({ChicoryEngine.class, InterpreterFallback.class})
@ConditionalOnBean(name = WasmCacheAutoConfiguration.PROPERTIES)
@Import(ChicoryDefinitions.class)
public final class WasmCacheChicoryAutoConfiguration {}
