package dev.wasmcache.s3;

import dev.wasmcache.internal.guard.ColdStart;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Calls to one bucket, each with its time limit: the caller's client may have none. They throw the
 * client's exceptions, except where an object does not exist.
 */
record S3Calls(S3Clients clients, String bucket, Duration timeout, ColdStart coldStart) {

  private static final String TYPE = "application/octet-stream";

  /** Opens an object; empty if it does not exist. */
  Optional<ResponseInputStream<GetObjectResponse>> get(String name) {
    return ifFound(
        client ->
            client.getObject(
                request ->
                    request
                        .bucket(bucket)
                        .key(name)
                        .checksumMode(ChecksumMode.ENABLED)
                        .overrideConfiguration(within(timeout))));
  }

  /**
   * Opens the rest of an object, if it is still the one with this tag; empty if it does not exist.
   * The server's checksum is that of the whole object, so it is not asked for.
   */
  Optional<ResponseInputStream<GetObjectResponse>> getFrom(String name, long position, String tag) {
    return ifFound(
        client ->
            client.getObject(
                request ->
                    request
                        .bucket(bucket)
                        .key(name)
                        .range("bytes=" + position + "-")
                        .ifMatch(tag)
                        .overrideConfiguration(within(timeout))));
  }

  /** Describes an object; empty if it does not exist. */
  Optional<HeadObjectResponse> head(String name) {
    return ifFound(
        client ->
            client.headObject(
                request ->
                    request.bucket(bucket).key(name).overrideConfiguration(within(timeout))));
  }

  /** Deletes an object; returns false if the server says that it does not exist. */
  boolean delete(String name) {
    return ifFound(
            client ->
                client.deleteObject(
                    request ->
                        request.bucket(bucket).key(name).overrideConfiguration(within(timeout))))
        .isPresent();
  }

  ListObjectsV2Response list(String prefix, @Nullable String after, int limit) {
    return clients.call(
        client ->
            client.listObjectsV2(
                request ->
                    request
                        .bucket(bucket)
                        .prefix(prefix)
                        .startAfter(after)
                        .maxKeys(limit)
                        .overrideConfiguration(within(timeout))));
  }

  /** Stores these bytes, without a copy. The server compares their checksum. */
  void put(
      String name,
      byte[] bytes,
      Duration limit,
      UnaryOperator<PutObjectRequest.Builder> condition) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(name)
            .contentType(TYPE)
            .contentLength((long) bytes.length)
            .checksumCRC32C(crc32c(bytes))
            .overrideConfiguration(within(limit));
    RequestBody body =
        RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, TYPE);
    PutObjectResponse unused =
        clients.call(client -> client.putObject(condition.apply(request).build(), body));
  }

  private <T> Optional<T> ifFound(Function<S3Client, T> call) {
    try {
      return Optional.of(clients.call(call));
    } catch (RuntimeException e) {
      if (S3Failures.notFound(e)) {
        return Optional.empty();
      }
      throw e;
    }
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
