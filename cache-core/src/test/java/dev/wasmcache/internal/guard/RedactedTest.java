package dev.wasmcache.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  @Test
  void failure_withCredentialsInACause_hasNoneAndIsFromTheSamePlace() {
    IOException failure =
        new IOException("no", new IllegalStateException("at redis://u:pw@h \u202e"));
    StringWriter trace = new StringWriter();
    Redacted.failure(failure).printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString())
        .startsWith("java.io.IOException: no")
        .contains("java.lang.IllegalStateException: at redis://***@h ?", "RedactedTest.java")
        .doesNotContain("pw", "\u202e");
  }

  @Test
  void failure_withoutCredentials_isTheSame() {
    IOException failure = new IOException("no", new IllegalStateException("at redis://h"));
    assertThat(Redacted.failure(failure)).isSameAs(failure);
  }
}
