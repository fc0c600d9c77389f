package dev.wasmcache.spring.setting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BytesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "-1, -1 B",
    "1023, 1023 B",
    "1024, 1 KB",
    "1536, 1.5 KB",
    "67108864, 64 MB",
    "2147483648, 2 GB",
    "356515840, 340 MB"
  })
  void format_anySize_isShort(long bytes, String text) {
    assertThat(Bytes.format(bytes)).isEqualTo(text);
  }
}
