/** A shared tier in an S3-compatible object store: {@link dev.wasmcache.s3.S3Store}. */
@NullMarked
package dev.wasmcache.s3;

import org.jspecify.annotations.NullMarked;
