package dev.wasmcache.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeArtifactTest {

  private static final int SIZE = 200 * 1024 * 1024;

  @TempDir Path directory;

  @Test
  void J03_put_streamOfThreeTimesTheHeap_isStoredThroughAFewBuffers() throws Exception {
    String output = run("-Xmx64m");
    assertThat(output).contains("stored 1");
    // It cannot be read into this heap: a miss, and the entry stays for a JVM with a larger one.
    assertThat(output).contains("present false").contains("too large 1");
    assertThat(entries()).hasSize(1);
    assertThat(Files.size(entries().get(0))).isGreaterThan(SIZE);
  }

  @Test
  void J03_get_ofALargeEntry_allocatesItOnce() throws Exception {
    // One copy of 200 MB fits into the old generation of 384 MB, two do not.
    assertThat(run("-Xmx384m")).contains("stored 1").contains("present true");
  }

  private String run(String heap) throws Exception {
    return ChildJvm.run(
        ChildJvm.of(
            LargeArtifactMain.class,
            List.of(heap, "-XX:MaxDirectMemorySize=16m"),
            directory.resolve("cache").toString(),
            Integer.toString(SIZE)));
  }

  private List<Path> entries() throws Exception {
    try (var files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".wasmcache")).toList();
    }
  }
}
