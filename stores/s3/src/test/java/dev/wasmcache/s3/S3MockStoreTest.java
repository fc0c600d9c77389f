package dev.wasmcache.s3;

import dev.wasmcache.servers.S3Server;

final class S3MockStoreTest extends S3StoreContract {

  @Override
  S3Server start() {
    return S3Server.s3mock();
  }

  /**
   * When a reader requests an object that is being written, it answers 500, or the bytes of one
   * writer with the checksum of another.
   */
  @Override
  protected boolean failsWhereCallsMeet() {
    return true;
  }
}
