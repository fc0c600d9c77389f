package dev.wasmcache.spring.shared;

import dev.wasmcache.SharedTier;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.s3.S3StoreBuilder;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** A shared tier in a bucket. Clients and credentials that are beans are used and never closed. */
final class S3TierFactory implements SharedTierFactory {

  private static final Logger log = LoggerFactory.getLogger(SharedTier.class);

  private final ObjectProvider<S3Client> clients;
  private final ObjectProvider<AwsCredentialsProvider> credentials;

  S3TierFactory(
      ObjectProvider<S3Client> clients, ObjectProvider<AwsCredentialsProvider> credentials) {
    this.clients = clients;
    this.credentials = credentials;
  }

  @Override
  public WasmCacheSharedProperties.Type type() {
    return WasmCacheSharedProperties.Type.S3;
  }

  @Override
  public SharedTier create(WasmCacheSharedProperties properties) {
    WasmCacheSharedProperties.S3 s3 = properties.s3();
    String bucket = s3.bucket();
    if (bucket == null || bucket.isBlank()) {
      throw new InvalidSettingException(
          WasmCacheSharedProperties.PREFIX + ".s3.bucket",
          "is missing",
          "Name a bucket that exists, and that this application may read and write.");
    }
    String prefix = properties.keyPrefix();
    String folder = prefix.endsWith("/") ? prefix : prefix + "/";
    S3StoreBuilder builder =
        S3Store.builder(bucket)
            .prefix(folder)
            .timeout(properties.timeout())
            .uploadTimeout(properties.longestUpload())
            .maximumEntryBytes(properties.maxEntrySize().toBytes());
    S3Client client = clients.getIfUnique();
    if (client == null) {
      configure(builder, s3);
    } else {
      warnOfUnused(s3);
      builder.client(client);
    }
    String server = client == null && s3.endpoint() != null ? " at " + s3.endpoint() : "";
    return properties.tier(builder.build(), "s3://" + bucket + "/" + folder + server);
  }

  private void configure(S3StoreBuilder builder, WasmCacheSharedProperties.S3 s3) {
    String region = s3.region();
    URI endpoint = s3.endpoint();
    if (region != null) {
      builder.region(region);
    }
    if (endpoint != null) {
      builder.endpoint(endpoint);
    }
    AwsCredentialsProvider provider = credentials.getIfUnique();
    if (provider != null) {
      // Only this method is passed on: a client closes a provider that can be closed.
      builder.credentialsProvider(() -> provider.resolveCredentials());
    }
    builder.pathStyle(s3.pathStyle());
  }

  private static void warnOfUnused(WasmCacheSharedProperties.S3 s3) {
    if (s3.region() != null || s3.endpoint() != null || s3.pathStyle()) {
      log.warn(
          "Wasm cache: a bean of type S3Client is used, so the properties"
              + " 'wasm.cache.shared.s3.region', '.endpoint' and '.path-style' are ignored");
    }
  }
}
