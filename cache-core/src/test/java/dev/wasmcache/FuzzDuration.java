package dev.wasmcache;

import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets the property {@code fuzz}, as 10m or 90s, say how long a fuzz test looks for new inputs; an
 * annotation can only contain a constant.
 */
public final class FuzzDuration implements BeforeAllCallback {

  // Jazzer passes these options to its engine, after those from its annotation.
  private static final String ARGUMENT = "jazzer.internal.arg.";

  @Override
  public void beforeAll(ExtensionContext context) {
    String text = System.getProperty("fuzz");
    if (text != null) {
      long seconds = Duration.parse("PT" + text).toSeconds();
      System.setProperty(ARGUMENT + 0, "jazzer");
      System.setProperty(ARGUMENT + 1, "-max_total_time=" + seconds);
      System.setProperty(ARGUMENT + 2, "-print_final_stats=1");
    }
  }
}
