/** The cache in the application's health. */
@NullMarked
package dev.wasmcache.spring.health;

import org.jspecify.annotations.NullMarked;
