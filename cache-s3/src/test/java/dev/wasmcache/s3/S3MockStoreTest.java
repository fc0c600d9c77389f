package dev.wasmcache.s3;

import dev.wasmcache.store.S3Server;

final class S3MockStoreTest extends S3StoreContract {

  @Override
  S3Server start() {
    return S3Server.s3mock();
  }

  /** It answers 500 to who reads an object whose file another one is about to replace. */
  @Override
  protected boolean failsWhereCallsMeet() {
    return true;
  }
}
