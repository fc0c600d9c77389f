package dev.wasmcache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class RedactedTest {

  @Test
  void text_withCredentials_hasNone() {
    assertThat(Redacted.text("at redis://user:pass@host:1/2, http://k@h and rediss://:p@x@host"))
        .isEqualTo("at redis://***@host:1/2, http://***@h and rediss://***@host");
  }

  @Test
  void text_withoutCredentials_staysAsItIs() {
    assertThat(Redacted.text("http://host/a@b and a mail@address"))
        .isEqualTo("http://host/a@b and a mail@address");
  }

  @Test
  void text_ofAHostileServer_isShortAndTakesNoStack() {
    String hostile = "ERR x//" + "@".repeat(1_000_000) + "a".repeat(1_000_000);
    assertThat(Redacted.text(hostile)).startsWith("ERR x//***@a").hasSize(1001).endsWith("…");
  }

  @Test
  void text_ofAFailure_namesItAndItsCause() {
    assertThat(Redacted.text(new IOException("no", new IllegalStateException("s3://a:b@c"))))
        .isEqualTo("IOException: no: IllegalStateException: s3://***@c");
    assertThat(Redacted.text(new IOException())).isEqualTo("IOException");
  }
}
