package dev.wasmcache.s3;

import dev.wasmcache.servers.S3Server;

final class S3ProxyStoreTest extends S3StoreContract {

  @Override
  S3Server start() {
    return S3Server.s3proxy();
  }
}
