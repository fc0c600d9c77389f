/** What a store in the network needs: {@link dev.wasmcache.store.GuardedStore}. */
@NullMarked
package dev.wasmcache.store;

import org.jspecify.annotations.NullMarked;
