package dev.wasmcache.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.servers.FaultProxy;
import dev.wasmcache.servers.FaultProxy.Mode;
import dev.wasmcache.servers.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects that come slowly, or whose connection is lost while they come. */
final class S3BreaksTest {

  private static final int MEGABYTE = 1024 * 1024;
  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));

  // For the headers of two answers.
  private static final int HEADER_BYTES = 8192;

  private final String prefix = "b" + ThreadLocalRandom.current().nextInt(1 << 30) + "/";
  private final List<AutoCloseable> opened = new ArrayList<>();

  private enum Server {
    S3MOCK,
    S3PROXY;

    private int port() {
      return (this == S3MOCK ? S3Server.s3mock() : S3Server.s3proxy()).port();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void S37_get_connectionLostInTheMiddle_fetchesNothingTwice(Server server) throws Exception {
    FaultProxy proxy = proxy(server);
    S3Store store = opened(builder(proxy.port()).build());
    for (int size : new int[] {MEGABYTE, 8 * MEGABYTE}) {
      byte[] entry = put(store, size);
      for (int after : new int[] {2000, size / 3, size - 10}) {
        long before = proxy.answered();
        proxy.setOnce(Mode.CLOSE_AFTER, after);
        assertThat(read(store)).as("%d of %d", after, size).isEqualTo(entry);
        // The proxy counts what it has passed on a moment later.
        await().until(() -> proxy.answered() - before >= size);
        assertThat(proxy.answered() - before)
            .as("%d of %d", after, size)
            .isLessThanOrEqualTo(size + size / 20L + HEADER_BYTES);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void S37_get_connectionResetInTheMiddle_isRight(Server server) throws Exception {
    FaultProxy proxy = proxy(server);
    S3Store store = opened(builder(proxy.port()).build());
    byte[] entry = put(store, 3 * MEGABYTE);
    for (int after : new int[] {0, 10, 2000, MEGABYTE, 3 * MEGABYTE - 10}) {
      proxy.setOnce(Mode.RESET_AFTER, after);
      assertThat(read(store)).as("after %d", after).isEqualTo(entry);
    }
  }

  @ParameterizedTest
  @EnumSource
  void S37_get_objectReplacedMeanwhile_fails(Server server) throws Exception {
    FaultProxy proxy = proxy(server);
    S3Store store = opened(builder(proxy.port()).build());
    S3Store other = opened(builder(server.port()).build());
    for (boolean deleted : new boolean[] {false, true}) {
      put(store, 3 * MEGABYTE);
      proxy.setOnce(Mode.CLOSE_AFTER, MEGABYTE);
      try (StoredEntry entry = store.get(KEY).orElseThrow()) {
        InputStream content = entry.content();
        assertThat(content.readNBytes(1000)).hasSize(1000);
        assertThat(other.delete(KEY)).isTrue();
        if (!deleted) {
          put(other, 3 * MEGABYTE + 1);
        }
        assertThatThrownBy(content::readAllBytes).isInstanceOf(IOException.class);
      }
      other.delete(KEY);
    }
  }

  @Test
  void S37_get_thatBreaksOffAgainAndAgain_ends() throws Exception {
    FaultProxy proxy = proxy(Server.S3MOCK);
    S3Store store = opened(builder(proxy.port()).build());
    put(store, 8 * MEGABYTE);
    proxy.set(Mode.CLOSE_AFTER, 3 * MEGABYTE);
    assertThatThrownBy(() -> read(store)).isInstanceOf(IOException.class);
  }

  @Test
  void S38_get_bodyThatComesSlowly_isWaitedForBeyondTheTimeOfACall() throws Exception {
    FaultProxy proxy = proxy(Server.S3MOCK);
    Duration timeout = Duration.ofSeconds(2);
    S3Store store = opened(builder(proxy.port()).timeout(timeout).build());
    byte[] entry = put(store, 6 * MEGABYTE);
    proxy.set(Mode.TRICKLE, 2 * MEGABYTE);
    long start = System.nanoTime();
    assertThat(read(store)).isEqualTo(entry);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(timeout);
  }

  @Test
  void S38_get_bodyThatStops_isWaitedForNoLongerThanTheTimeOfACall() throws Exception {
    FaultProxy proxy = proxy(Server.S3MOCK);
    Duration timeout = Duration.ofSeconds(1);
    S3Store store = opened(builder(proxy.port()).timeout(timeout).build());
    put(store, 8 * MEGABYTE);
    proxy.set(Mode.TRICKLE, 4 * MEGABYTE);
    try (StoredEntry entry = store.get(KEY).orElseThrow()) {
      assertThat(entry.content().readNBytes(1000)).hasSize(1000);
      proxy.set(Mode.BLACK_HOLE, 0);
      long start = System.nanoTime();
      assertThatThrownBy(() -> entry.content().readAllBytes()).isInstanceOf(IOException.class);
      // Once for the rest of the answer, once for the request of what is missing.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private FaultProxy proxy(Server server) throws IOException {
    return opened(new FaultProxy(server.port()));
  }

  private S3StoreBuilder builder(int port) {
    return S3StoreContract.builder(port).prefix(prefix);
  }

  private static byte[] put(S3Store store, int size) throws IOException {
    byte[] entry = Bodies.random(size, size);
    store.delete(KEY);
    store.put(
        KEY,
        new EntryContent() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public void writeTo(Sink sink) throws IOException {
            sink.write(0, entry, 0, size);
          }
        });
    return entry;
  }

  private static byte[] read(S3Store store) throws IOException {
    try (StoredEntry entry = store.get(KEY).orElseThrow()) {
      byte[] bytes = entry.content().readAllBytes();
      assertThat((long) bytes.length).isEqualTo(entry.size());
      return Arrays.copyOf(bytes, bytes.length);
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }
}
