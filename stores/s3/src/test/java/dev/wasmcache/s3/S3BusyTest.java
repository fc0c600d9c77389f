package dev.wasmcache.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that works, and refuses requests for now. None that does so is available here. */
final class S3BusyTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final byte[] BYTES = Bodies.random(1, 300_000);
  private static final EntryContent ENTRY =
      new EntryContent() {
        @Override
        public long size() {
          return BYTES.length;
        }

        @Override
        public void writeTo(Sink sink) throws IOException {
          sink.write(0, BYTES, 0, BYTES.length);
        }
      };

  private final AtomicInteger requests = new AtomicInteger();
  private FakeS3 server;
  private S3Store store;

  @BeforeEach
  void start() throws IOException {
    server = new FakeS3();
    store = server.builder().timeout(Duration.ofSeconds(15)).build();
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  private static byte[] refusal(String status, String code) {
    return FakeS3.answer(status, "", FakeS3.bytes("<Error><Code>" + code + "</Code></Error>"));
  }

  private void always(byte[] answer) {
    requests.set(0);
    server.script(
        (method, path, good, before, connection) -> {
          requests.incrementAndGet();
          return method.equals("HEAD") ? withoutBody(answer) : answer;
        });
  }

  private static byte[] withoutBody(byte[] answer) {
    String text = new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1);
    return FakeS3.bytes(text.substring(0, text.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void S36_anyCall_refusedForNow_isBusyAndNotRepeatedAtOnce() {
    for (List<String> refusal :
        List.of(
            List.of("503 Slow Down", "SlowDown"),
            List.of("503 Service Unavailable", "ServiceUnavailable"),
            List.of("429 Too Many Requests", "TooManyRequests"),
            List.of("500 Internal Server Error", "InternalError"))) {
      String named = "S3 is busy: " + refusal.get(0).substring(0, 3);
      always(refusal(refusal.get(0), refusal.get(1)));
      assertBusy(() -> store.get(KEY), named + " " + refusal.get(1));
      assertThat(requests).as("attempts").hasValue(1);
      assertBusy(() -> store.tryLease(KEY, Duration.ofMinutes(1)), named);
      assertBusy(() -> store.keys(null, 10), named);
      if (!refusal.get(0).startsWith("500")) {
        assertBusy(() -> store.delete(KEY), named);
      }
    }
  }

  @Test
  void S36_get_otherFailures_areErrorsAndTriedTwice() {
    for (String status : List.of("500 Broken", "502 Bad Gateway", "504 Timeout")) {
      always(refusal(status, "Other"));
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(StoreException.class)
          .hasMessage("S3 answered " + status.substring(0, 3) + " Other");
      assertThat(requests).hasValue(2);
    }
    always(refusal("403 Forbidden", "AccessDenied"));
    assertThatThrownBy(() -> store.get(KEY)).hasMessage("S3 answered 403 AccessDenied");
    assertThat(requests).hasValue(1);
  }

  @Test
  void S36_put_busyAtFirst_isStored() throws IOException {
    server.script(
        (method, path, good, before, connection) ->
            method.equals("PUT") && requests.incrementAndGet() < 3
                ? refusal("503 Slow Down", "SlowDown")
                : good);
    store.put(KEY, ENTRY);
    assertThat(requests).hasValue(3);
    try (StoredEntry entry = store.get(KEY).orElseThrow()) {
      assertThat(entry.content().readAllBytes()).isEqualTo(BYTES);
    }
    always(refusal("503 Slow Down", "SlowDown"));
    assertBusy(() -> store.put(KEY, ENTRY), "S3 is busy: 503 SlowDown");
    assertThat(requests).hasValue(3);
  }

  private static void assertBusy(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.BUSY))
        .hasMessageStartingWith(message);
  }
}
