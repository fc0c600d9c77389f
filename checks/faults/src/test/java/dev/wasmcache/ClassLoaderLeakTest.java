package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.process.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live modules that are loaded and evicted in a JVM with little room for classes. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class ClassLoaderLeakTest {

  private static final int LOADS = Faults.isLong() ? 50_000 : 3_000;

  @TempDir Path directory;

  @Test
  void J04_evict_manyModules_freesTheirClassLoaders() throws Exception {
    String output = run("product", LOADS);
    assertThat(number(output, "left")).isZero();
    assertThat(number(output, "evicted")).isPositive();
    assertThat(number(output, "unloaded")).isGreaterThanOrEqualTo(LOADS);
  }

  @Test
  void J04_loadersInAStaticList_areCaught() throws Exception {
    assertThat(number(run("naive", 300), "left")).isEqualTo(300);
  }

  private static long number(String output, String name) {
    Matcher matcher = Pattern.compile(name + " (\\d+)").matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private String run(String variant, int loads) throws Exception {
    return ChildJvm.run(
        ChildJvm.of(
            ClassLoaderLeakMain.class,
            List.of("-XX:MaxMetaspaceSize=64m", "-Xmx256m"),
            directory.resolve(variant).toString(),
            variant,
            Integer.toString(loads)));
  }
}
