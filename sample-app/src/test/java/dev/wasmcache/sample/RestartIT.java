package dev.wasmcache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {

  private static final int SHIPPED_MODULES = 5;

  @TempDir private Path directory;

  @Test
  void start_onTheDirectoryOfAnEarlierStart_compilesNothing() throws Exception {
    Path cache = directory.resolve("cache");

    Service first = Service.start(directory.resolve("first.log"), cache);
    InputStream browser;
    try (first) {
      browser = first.open("/events");
      assertThat(compilations(first)).isEqualTo(SHIPPED_MODULES);
      assertThat(diskHits(first)).isZero();
      assertThat(evaluate(first)).isEqualTo("{\"result\":\"98\"}");
    }
    assertThat(first.log())
        .contains("0 modules from disk, 5 compiled")
        .contains("Wasm cache: closed")
        // It did not wait for the browser, which is still connected at this moment.
        .contains("Graceful shutdown complete")
        .doesNotContain("requests still active");
    browser.close();

    try (Service second = Service.start(directory.resolve("second.log"), cache)) {
      assertThat(compilations(second)).isZero();
      assertThat(diskHits(second)).isEqualTo(SHIPPED_MODULES);
      assertThat(second.metric("wasm_cache_compile_saved_seconds_total")).isPositive();
      assertThat(second.log()).contains("5 modules from disk, 0 compiled");
      assertThat(evaluate(second)).isEqualTo("{\"result\":\"98\"}");
      assertThat(second.get("/modules"))
          .contains("\"loaded\":{\"origin\":\"disk\"")
          .contains("{\"origin\":\"compiled\",\"millis\":")
          .doesNotContain("\"loaded\":{\"origin\":\"compiled\"");
    }
  }

  private static double compilations(Service service) throws Exception {
    return service.metric("wasm_cache_compile_seconds_count");
  }

  private static double diskHits(Service service) throws Exception {
    return service.metric("wasm_cache_requests_total", "outcome=\"hit\"", "tier=\"disk\"");
  }

  private static String evaluate(Service service) throws Exception {
    return service.post("/modules/calculator/functions/evaluate", "[\"2 * (3 + 4) ^ 2\"]");
  }
}
