package dev.wasmcache;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something that another thread does. */
public final class Waiting {

  private Waiting() {}

  public static void until(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(30)).until(condition);
  }
}
