/** A shared tier in a bucket of S3 or of a compatible server. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module dev.wasmcache.s3 {
  requires transitive dev.wasmcache;
  requires static transitive org.jspecify;
  requires transitive software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.http;
  requires software.amazon.awssdk.http.urlconnection;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries;
  requires software.amazon.awssdk.retries.api;
  requires transitive software.amazon.awssdk.services.s3;

  exports dev.wasmcache.s3;
}
