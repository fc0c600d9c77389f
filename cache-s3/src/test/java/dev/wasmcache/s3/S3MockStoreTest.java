package dev.wasmcache.s3;

import dev.wasmcache.store.S3Server;

final class S3MockStoreTest extends S3StoreContract {

  @Override
  S3Server start() {
    return S3Server.s3mock();
  }

  /**
   * It answers 500, or the bytes of one writer with the checksum of another, to who reads an object
   * that is being written.
   */
  @Override
  protected boolean failsWhereCallsMeet() {
    return true;
  }
}
