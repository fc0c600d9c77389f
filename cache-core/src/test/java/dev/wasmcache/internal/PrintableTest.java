package dev.wasmcache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class PrintableTest {

  @Test
  void S30_text_everyControlOrFormatCharacter_isReplaced() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      int type = Character.getType(character);
      boolean shown =
          type != Character.CONTROL
              && type != Character.FORMAT
              && type != Character.LINE_SEPARATOR
              && type != Character.PARAGRAPH_SEPARATOR
              && type != Character.SURROGATE
              && type != Character.UNASSIGNED;
      String text = "a" + Character.toString(character) + "b";
      assertThat(Printable.text(text)).isEqualTo(shown ? text : "a?b");
    }
  }

  @Test
  void S30_text_escapesOfATerminal_areHarmless() {
    assertThat(Printable.text("\033[31mred\u009b2J\r\nWARN forged\u202e\u2028"))
        .isEqualTo("?[31mred?2J??WARN forged??");
  }

  @Test
  void S30_text_long_endsAndSplitsNoCharacter() {
    assertThat(Printable.text("x".repeat(5000))).hasSize(1001).endsWith("x…");
    assertThat(Printable.text("ab\ud83d\ude00", 3)).isEqualTo("ab…");
    assertThat(Printable.text(null)).isEqualTo("null");
  }

  @Test
  void S30_failure_whoseCauseIsNotPrintable_isSaidFromTheSamePlace() {
    IOException clean = new IOException("all is well");
    assertThat(Printable.failure(clean)).isSameAs(clean);

    IOException evil =
        new IOException("failed", new IllegalStateException("\033[31m", new Error("a\nb")));
    Throwable shown = Printable.failure(evil);
    StringWriter trace = new StringWriter();
    shown.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString())
        .startsWith("java.io.IOException: failed")
        .contains("Caused by: java.lang.IllegalStateException: ?[31m")
        .contains("Caused by: java.lang.Error: a?b")
        .doesNotContain("\033");
    assertThat(shown.getStackTrace()).isEqualTo(evil.getStackTrace());

    IOException suppressing = new IOException("failed");
    suppressing.addSuppressed(new IOException("\007"));
    assertThat(Printable.failure(suppressing).getSuppressed()).isEmpty();
  }

  @Test
  void S30_failure_thatCausesItself_ends() {
    IOException first = new IOException("\033");
    IOException second = new IOException("second", first);
    first.initCause(second);
    assertThat(Printable.failure(first).toString()).isEqualTo("java.io.IOException: ?");
  }
}
