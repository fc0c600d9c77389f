package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Fingerprint;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilerCacheEntriesTest {

  private static final Fingerprint ENGINE = engine("toy");

  private final CompilationCache memory = CompilationCache.builder().memory(1 << 20).build();
  private final CompilerCacheEntries entries = new CompilerCacheEntries(memory, ENGINE);

  @Test
  void get_ofWhatWasPut_answersTheSameBytes() {
    byte[] data = {1, 2, 3};

    entries.put("sha-256:abc", data);

    assertThat(entries.get("sha-256:abc")).isEqualTo(data);
    assertThat(entries.get("sha-256:abd")).isNull();
  }

  @Test
  void get_ofAnotherEngineOrOtherOptions_isAMiss() {
    entries.put("key", new byte[1]);

    assertThat(new CompilerCacheEntries(memory, engine("other")).get("key")).isNull();
    assertThat(new CompilerCacheEntries(memory, ENGINE.withGeneration(1)).get("key")).isNull();
  }

  @Test
  void getAndPut_overABrokenCache_doNotThrow() {
    CompilerCacheEntries broken = new CompilerCacheEntries(BrokenCache.create(), ENGINE);

    broken.put("key", new byte[1]);

    assertThat(broken.get("key")).isNull();
  }

  private static Fingerprint engine(String name) {
    return new Fingerprint(name, "1", Map.of(), "jvm", 1, 0);
  }
}
