package dev.wasmcache.spring.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;

/** A real Redis with TLS, whose certificate only an SSL bundle of the application trusts. */
final class SharedRedisTlsTest {

  private static final String STORE_PASSWORD = "password-of-a-key-store";

  @TempDir Path directory;

  @Test
  void load_withBundle_trustsItsCertificate() throws Exception {
    Path keys = keys();
    int port = ServerProcess.freePort();
    try (RedisServer server =
        RedisServer.start(
            "--tls-port",
            Integer.toString(port),
            "--tls-cert-file",
            pem(keys, "CERTIFICATE").toString(),
            "--tls-key-file",
            pem(keys, "PRIVATE KEY").toString(),
            "--tls-ca-cert-file",
            pem(keys, "CERTIFICATE").toString(),
            "--tls-auth-clients",
            "no")) {
      run(
          port,
          List.of("wasm.cache.shared.redis.ssl-bundle=cache"),
          host -> {
            host.load(1);
            host.awaitUploads(1);
          });
      run(
          port,
          List.of("wasm.cache.shared.redis.ssl-bundle=cache"),
          host -> {
            host.load(1);
            assertThat(host.sharedHits()).isEqualTo(1);
          });
      run(
          port,
          List.of(),
          host -> {
            host.load(1);
            assertThat(host.sharedHits()).isZero();
            assertThat(host.health().getStatus().getCode()).isEqualTo("DEGRADED");
          });
    }
  }

  private interface Use {
    void of(Host host) throws Exception;
  }

  private void run(int port, List<String> properties, Use use) {
    Host.withKeys(
            directory,
            "wasm.cache.shared.type=redis",
            "wasm.cache.shared.redis.url=rediss://127.0.0.1:" + port,
            "spring.ssl.bundle.jks.cache.truststore.location=file:" + directory.resolve("keys.p12"),
            "spring.ssl.bundle.jks.cache.truststore.password=" + STORE_PASSWORD,
            "spring.ssl.bundle.jks.cache.truststore.type=PKCS12")
        .withPropertyValues(properties.toArray(String[]::new))
        .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
        .run(context -> use.of(new Host(context)));
  }

  /** Returns a key store with a key and a self-signed certificate for this host. */
  private Path keys() throws IOException, InterruptedException {
    Path keys = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(output).isZero();
    return keys;
  }

  private Path pem(Path keys, String label) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = STORE_PASSWORD.toCharArray();
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password);
    }
    byte[] der =
        label.equals("CERTIFICATE")
            ? store.getCertificate("redis").getEncoded()
            : store.getKey("redis", password).getEncoded();
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        directory.resolve(label + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label));
  }
}
