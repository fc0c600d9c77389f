package dev.wasmcache.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FirstCallTest {

  @Test
  void everyWay_answersTheSame(@TempDir Path directory) throws IOException {
    WasmFile module = WasmFile.ofClassPath(directory).get(0);
    byte[] wasm = Files.readAllBytes(module.path());
    String expected = FirstCall.call(WithoutWasmCache.load(wasm, null));

    Path engine = directory.resolve("engine");
    // Once to fill the directory, once to read it.
    assertThat(FirstCall.call(WithoutWasmCache.load(wasm, engine))).isEqualTo(expected);
    assertThat(FirstCall.call(WithoutWasmCache.load(wasm, engine))).isEqualTo(expected);
    for (Way way : List.of(Way.COLD, Way.DISK_CHECKSUM, Way.DISK_HMAC, Way.DISK_HMAC)) {
      ThroughWasmCache cache =
          new ThroughWasmCache(way, directory.resolve(way == Way.DISK_HMAC ? "hmac" : "checksum"));
      assertThat(FirstCall.call(cache.load(wasm))).as(way.title()).isEqualTo(expected);
      assertThat(FirstCall.call(cache.load(wasm))).as("live").isEqualTo(expected);
    }
    assertThat(expected).endsWith("]");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void childJvm_measuresItself(@TempDir Path directory) throws IOException {
    WasmFile module = WasmFile.ofClassPath(directory).get(0);
    ChildJvm jvm = new ChildJvm(Path.of(System.getProperty("java.home")));

    Measurement measurement = jvm.measure(Way.COLD, module.path(), directory.resolve("cache"));

    assertThat(measurement.threadNanos()).isPositive();
    assertThat(measurement.processNanos()).isGreaterThanOrEqualTo(measurement.threadNanos());
    assertThat(measurement.wholeProcessNanos()).isGreaterThan(measurement.processNanos());
    assertThat(measurement.peakKilobytes()).isGreaterThan(1000);
    assertThat(Measurement.parse(measurement.toLine())).isEqualTo(measurement);
  }

  @Test
  void results_thatDiffer_areRefused() {
    WasmFile module = new WasmFile("module", Path.of("module.wasm"), 1);
    ProcessResults results = new ProcessResults(List.of(module), 1);
    results.add(module, Way.BASELINE, new Measurement(1, 1, 1, 1, 1, ""));
    results.add(module, Way.NO_CACHE, new Measurement(1, 1, 1, 1, 1, "f[1]"));

    assertThatThrownBy(() -> results.add(module, Way.COLD, new Measurement(1, 1, 1, 1, 1, "f[2]")))
        .isInstanceOf(IllegalStateException.class);
  }
}
