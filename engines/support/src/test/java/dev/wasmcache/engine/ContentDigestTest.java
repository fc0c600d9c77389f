package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ContentDigestTest {

  @Test
  void finish_ofDifferentCalls_differs() {
    Set<String> digests = new LinkedHashSet<>();
    assertThat(digests.add(digest(d -> {}))).isTrue();
    for (long number : new long[] {0, 1, 127, 128, 16_384, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      assertThat(digests.add(digest(d -> d.add(number)))).as("%d", number).isTrue();
    }
    assertThat(digests.add(digest(d -> d.addSigned(-2)))).isTrue();
    assertThat(digests.add(digest(d -> d.add("ab")))).isTrue();
    assertThat(digests.add(digest(d -> addTexts(d, "a", "b")))).isTrue();
    assertThat(digests.add(digest(d -> addTexts(d, "", "ab")))).isTrue();
    assertThat(digests.add(digest(d -> addTexts(d, "ab", "")))).isTrue();
  }

  @Test
  void finish_afterMoreThanABuffer_dependsOnEveryNumber() {
    Set<String> digests = new LinkedHashSet<>();
    for (int changed : new int[] {-1, 0, 8_000, 20_000, 29_999}) {
      String digest =
          digest(
              d -> {
                for (int i = 0; i < 30_000; i++) {
                  d.add(i == changed ? 1 : 0);
                }
              });
      assertThat(digests.add(digest)).isTrue();
    }
  }

  private static void addTexts(ContentDigest digest, String one, String other) {
    digest.add(one);
    digest.add(other);
  }

  private static String digest(Consumer<ContentDigest> content) {
    ContentDigest digest = new ContentDigest();
    content.accept(digest);
    return HexFormat.of().formatHex(digest.finish());
  }
}
