package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records the progress that a store reports, to check that the bytes were there and have not
 * changed since.
 */
final class Arrivals implements Arrival {

  private final List<Integer> positions = new ArrayList<>();
  private byte[] array;
  private byte[] copy;
  private int from;
  private int to;

  @Override
  public void arrived(byte[] array, int from, int to) {
    assertThat(this.array == null || (this.array == array && this.from == from && this.to <= to))
        .as("continues in the same array")
        .isTrue();
    this.array = array;
    this.from = from;
    this.to = to;
    copy = Arrays.copyOfRange(array, from, to);
    positions.add(to - from);
  }

  /** Returns how much had arrived, at each report. */
  List<Integer> positions() {
    return positions;
  }

  void assertRight(ByteBuffer whole) {
    if (array == null) {
      return;
    }
    assertThat(whole.array() == array && whole.arrayOffset() + whole.position() == from)
        .as("reports the array that is returned")
        .isTrue();
    assertThat(copy.length).isLessThanOrEqualTo(whole.remaining());
    assertThat(whole.slice().limit(copy.length).mismatch(ByteBuffer.wrap(copy)))
        .as("the first byte that was changed after it had arrived")
        .isEqualTo(-1);
  }
}
