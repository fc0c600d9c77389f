package dev.wasmcache.spring.aot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Tells of settings that come too late in an application that was processed ahead of time. On no
 * condition, since the cache itself may be what such a setting asks for.
 */
@AutoConfiguration
@Import(LateSettingsRegistrar.class)
public final class WasmCacheAotAutoConfiguration {}
