package dev.wasmcache.s3;

import dev.wasmcache.store.ColdStart;
import dev.wasmcache.store.EntryBytes;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Requests to one bucket, each with its time limit: the caller's client may have none. */
record S3Requests(String bucket, Duration timeout, ColdStart coldStart) {

  private static final String TYPE = "application/octet-stream";

  GetObjectRequest get(String name) {
    return GetObjectRequest.builder()
        .bucket(bucket)
        .key(name)
        .checksumMode(ChecksumMode.ENABLED)
        .overrideConfiguration(within(timeout))
        .build();
  }

  HeadObjectRequest head(String name) {
    return HeadObjectRequest.builder()
        .bucket(bucket)
        .key(name)
        .overrideConfiguration(within(timeout))
        .build();
  }

  DeleteObjectRequest delete(String name) {
    return DeleteObjectRequest.builder()
        .bucket(bucket)
        .key(name)
        .overrideConfiguration(within(timeout))
        .build();
  }

  ListObjectsV2Request list(String prefix, @Nullable String after, int limit) {
    return ListObjectsV2Request.builder()
        .bucket(bucket)
        .prefix(prefix)
        .startAfter(after)
        .maxKeys(limit)
        .overrideConfiguration(within(timeout))
        .build();
  }

  /** A request that stores these bytes unconditionally. The server compares their checksum. */
  PutObjectRequest.Builder put(String name, byte[] bytes, Duration limit) {
    return PutObjectRequest.builder()
        .bucket(bucket)
        .key(name)
        .contentType(TYPE)
        .contentLength((long) bytes.length)
        .checksumCRC32C(crc32c(bytes))
        .overrideConfiguration(within(limit));
  }

  /** The bytes of a request, without a copy. */
  static RequestBody body(byte[] bytes) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes), bytes.length, TYPE);
  }

  static RequestBody body(EntryBytes bytes) {
    return body(bytes.array());
  }

  private static String crc32c(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    byte[] value = ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }

  /** Half of the time for each of two attempts: without the second, one lost packet is a miss. */
  private AwsRequestOverrideConfiguration within(Duration limit) {
    Duration now = coldStart.extend(limit);
    return AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(now)
        .apiCallAttemptTimeout(now.minus(limit.dividedBy(2)))
        .build();
  }
}
