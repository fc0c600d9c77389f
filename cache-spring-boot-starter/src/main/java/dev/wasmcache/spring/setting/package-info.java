/** Values of properties: how they are validated, shown and refused. */
@NullMarked
package dev.wasmcache.spring.setting;

import org.jspecify.annotations.NullMarked;
