package dev.wasmcache.s3;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Lease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Leases as small objects that are written on a condition. On a server that does not support
 * conditions, every process gets the lease and compiles.
 *
 * <p>Looks first, and writes only if there is no valid lease: of a fleet that asks for the same
 * lease, nearly every process only reads, for which S3 has the higher limit.
 *
 * <p>The object says how long the lease is valid. The server says when the object was written and
 * what time it is, so that the clocks of two hosts are never compared.
 */
final class S3Leases {

  private static final String FORMAT = "wasm-cache lease v1";
  private static final int MAXIMUM_SIZE = 1024;

  // The clocks of a store's servers may differ by so much.
  private static final Duration SKEW = Duration.ofMinutes(5);

  // A module of two gigabytes, the largest possible, gets two and a half hours.
  private static final Duration LONGEST = Duration.ofDays(1);

  private final S3Calls calls;
  private final S3Objects objects;

  S3Leases(S3Calls calls, S3Objects objects) {
    this.calls = calls;
    this.objects = objects;
  }

  Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    String name = objects.lease(key);
    Written mine = new Written(atMost, UUID.randomUUID().toString());
    try {
      Found found = find(name).orElse(null);
      boolean taken =
          found == null
              ? writeIfAbsent(name, mine) || isThere(name, mine)
              : found.expired() && write(name, mine, request -> request.ifMatch(found.tag()));
      return taken ? Optional.of(() -> release(name, mine)) : Optional.empty();
    } catch (RuntimeException e) {
      if (S3Failures.conditionNotKnown(e)) {
        return Optional.of(Lease.none());
      }
      throw S3Failures.translate(e);
    }
  }

  private boolean writeIfAbsent(String name, Written lease) {
    return write(name, lease, request -> request.ifNoneMatch("*"));
  }

  /** Returns whether the condition held. */
  private boolean write(
      String name, Written lease, UnaryOperator<PutObjectRequest.Builder> condition) {
    try {
      calls.put(name, lease.encode(), calls.timeout(), condition);
      return true;
    } catch (RuntimeException e) {
      if (S3Failures.conditionFailed(e) || S3Failures.notFound(e)) {
        return false;
      }
      throw e;
    }
  }

  private Optional<Found> find(String name) throws IOException {
    Optional<ResponseInputStream<GetObjectResponse>> found = calls.get(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ResponseInputStream<GetObjectResponse> answer = found.get();
    boolean whole = false;
    try {
      byte[] bytes = answer.readNBytes(MAXIMUM_SIZE);
      whole = bytes.length < MAXIMUM_SIZE;
      return Optional.of(Found.of(answer.response(), bytes));
    } finally {
      if (whole) {
        // Its connection can be used again.
        answer.close();
      } else {
        answer.abort();
      }
    }
  }

  /** Whether this lease is the one that is written: a retry finds what its first attempt wrote. */
  private boolean isThere(String name, Written mine) throws IOException {
    return find(name).filter(found -> mine.equals(found.written())).isPresent();
  }

  private void release(String name, Written mine) throws IOException {
    try {
      if (isThere(name, mine)) {
        boolean unused = calls.delete(name);
      }
    } catch (RuntimeException e) {
      throw S3Failures.translate(e);
    }
  }

  /**
   * Whether a lease has expired. A lease that began in the future was written while the server's
   * clock was wrong, and one with a longer validity than this library grants is not this library's:
   * both count as expired.
   */
  static boolean isOver(Instant since, Duration atMost, Instant now) {
    return since.isAfter(now.plus(SKEW))
        || atMost.isNegative()
        || atMost.compareTo(LONGEST) > 0
        || since.plus(atMost).isBefore(now);
  }

  /** The content of a lease object. */
  private record Written(Duration atMost, String token) {

    byte[] encode() {
      return (FORMAT + "\n" + atMost.toMillis() + "\n" + token + "\n")
          .getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the content; null if it is not a lease. */
    static @Nullable Written decode(byte[] bytes) {
      String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", -1);
      try {
        return lines.length == 4 && lines[0].equals(FORMAT)
            ? new Written(Duration.ofMillis(Long.parseLong(lines[1])), lines[2])
            : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  /** An existing lease object. If its content is not a lease, it blocks no process. */
  private record Found(@Nullable Written written, String tag, boolean expired) {

    static Found of(GetObjectResponse response, byte[] bytes) {
      Written written = Written.decode(bytes);
      Instant since = response.lastModified();
      boolean expired =
          written == null || since == null || isOver(since, written.atMost(), now(response));
      return new Found(written, response.eTag(), expired);
    }

    private static Instant now(GetObjectResponse response) {
      return response
          .sdkHttpResponse()
          .firstMatchingHeader("Date")
          .flatMap(Found::parse)
          .orElseGet(Instant::now);
    }

    private static Optional<Instant> parse(String date) {
      try {
        return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
  }
}
