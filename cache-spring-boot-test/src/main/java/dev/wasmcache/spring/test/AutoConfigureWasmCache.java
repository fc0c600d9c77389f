package dev.wasmcache.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what becomes of the cache in a test. Without it, each test behaves as with its defaults.
 *
 * <p>The cache is in {@code wasm-cache} in the build directory: {@code target} with Maven, {@code
 * build} with Gradle. It stays there until the build directory is deleted, so that the second run
 * of the tests compiles nothing. The shared tier is off.
 *
 * <p>What the test sets takes precedence: its properties, a file among the resources of tests, a
 * system property or an environment variable. What the application sets does not: {@code
 * application.yml} may name a directory of production. Other properties than {@code
 * wasm.cache.disk.directory}, {@code wasm.cache.disk.trust-parents} and {@code
 * wasm.cache.shared.type} are left as they are, and so are beans of the application's own.
 *
 * <p>The system property {@code wasm.cache.test.directory} names another directory. If there is
 * none and no build directory is found, the cache is only in memory.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface AutoConfigureWasmCache {

  /** Whether any of this applies; otherwise the cache is configured as in production. */
  boolean enabled() default true;

  /** Whether the shared tier is used as the application configures it. */
  boolean shared() default false;
}
