package dev.wasmcache.spring.aot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Warns about settings that come too late in an application that was processed ahead of time. Has
 * no condition, because such a setting may be the one that enables the cache.
 */
@AutoConfiguration
@Import(LateSettingsRegistrar.class)
public final class WasmCacheAotAutoConfiguration {}
