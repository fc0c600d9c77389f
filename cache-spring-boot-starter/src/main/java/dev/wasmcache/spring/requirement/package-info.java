/** Checks the requirements: Spring Boot 4, an engine's compiler, a tested version of it. */
@NullMarked
package dev.wasmcache.spring.requirement;

import org.jspecify.annotations.NullMarked;
