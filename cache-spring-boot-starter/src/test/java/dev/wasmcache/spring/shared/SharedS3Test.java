package dev.wasmcache.spring.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.SharedTier;
import dev.wasmcache.servers.FaultProxy;
import dev.wasmcache.servers.S3Server;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Hosts that share a bucket of a real server. Each has its own directory. */
@ExtendWith(OutputCaptureExtension.class)
final class SharedS3Test {

  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
  private static final AtomicInteger MODULE = new AtomicInteger();

  private static S3Server server;

  @TempDir Path directory;

  private final int module = MODULE.incrementAndGet();

  @BeforeAll
  static void start() {
    server = S3Server.s3proxy();
  }

  @Test
  void load_secondHost_readsWhatTheFirstCompiled(CapturedOutput output) {
    Host.fill(host(), module);
    host()
        .run(
            context -> {
              Host second = new Host(context);
              second.load(module);
              assertThat(second.compiled()).isZero();
              assertThat(second.sharedHits()).isEqualTo(1);
              assertThat(context.getBean(SharedTier.class).address())
                  .isEqualTo("s3://modules/wasm-cache/ at http://127.0.0.1:" + server.port());
            });
    assertThat(output).doesNotContain(S3Server.SECRET_KEY);
  }

  @Test
  void load_clientOfTheApplication_isUsedAndNotClosed(CapturedOutput output) {
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    try (S3Client real = client()) {
      S3Client watched = watch(real, calls, closed);
      Host.withKeys(
              directory,
              "wasm.cache.shared.type=s3",
              "wasm.cache.shared.s3.bucket=" + S3Server.BUCKET,
              "wasm.cache.shared.s3.region=nowhere")
          // As a client that its owner closes.
          .withBean("client", S3Client.class, () -> watched, bean -> bean.setDestroyMethodName(""))
          .run(
              context -> {
                Host host = new Host(context);
                host.load(module);
                host.awaitUploads(1);
              });
    }
    assertThat(calls).hasPositiveValue();
    assertThat(closed).hasValue(0);
    assertThat(output).contains("a bean of type S3Client is used");
    Host.assertFound(host(), module);
  }

  @Test
  void load_serverSilentAtTheStart_compilesAndUsesItOnceItAnswers() throws IOException {
    try (FaultProxy way = new FaultProxy(server.port())) {
      way.set(FaultProxy.Mode.BLACK_HOLE, 0);
      host(way.port())
          .withPropertyValues("wasm.cache.shared.timeout=500ms")
          .run(
              context -> {
                Host host = new Host(context);
                host.compileUntilDown(module);
                way.pass();
                way.cut();
                host.awaitUsed();
              });
    }
  }

  private ApplicationContextRunner host() {
    return host(server.port());
  }

  private ApplicationContextRunner host(int port) {
    return Host.withKeys(
            directory,
            "wasm.cache.shared.type=s3",
            "wasm.cache.shared.s3.bucket=" + S3Server.BUCKET,
            "wasm.cache.shared.s3.endpoint=http://127.0.0.1:" + port,
            "wasm.cache.shared.s3.path-style=true")
        .withBean(AwsCredentialsProvider.class, () -> CREDENTIALS);
  }

  private static S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
        .credentialsProvider(CREDENTIALS)
        .build();
  }

  private static S3Client watch(S3Client real, AtomicInteger calls, AtomicInteger closed) {
    return (S3Client)
        Proxy.newProxyInstance(
            S3Client.class.getClassLoader(),
            new Class<?>[] {S3Client.class},
            (proxy, method, arguments) -> {
              (method.getName().equals("close") ? closed : calls).incrementAndGet();
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
