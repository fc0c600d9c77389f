package dev.wasmcache.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fresh JVM pays for signatures only if it is to use them. */
final class KeyedStartTest {

  private static final String[] CLASSES = {
    "dev.wasmcache.internal.entry.Ed25519", "SignatureKeyRing", ".EdDSA"
  };

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"checksum", "hmac"})
  void start_noSignatures_loadsNothingOfEd25519(String integrity) throws Exception {
    String output = start(integrity);
    assertThat(output).contains("present true", "dev.wasmcache.Integrity").doesNotContain(CLASSES);
    assertThat(output.contains("dev.wasmcache.internal.entry.HmacAuthenticator"))
        .isEqualTo(integrity.equals("hmac"));
  }

  @Test
  void start_signatures_loadsEd25519() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThat(
            start(
                "ed25519",
                Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())))
        .contains("present true")
        .contains(CLASSES);
  }

  private String start(String integrity, String... keys) throws Exception {
    String[] arguments = new String[2 + keys.length];
    arguments[0] = directory.resolve("cache").toString();
    arguments[1] = integrity;
    System.arraycopy(keys, 0, arguments, 2, keys.length);
    return ChildJvm.run(ChildJvm.of(KeyedStartMain.class, List.of("-Xlog:class+load"), arguments));
  }
}
