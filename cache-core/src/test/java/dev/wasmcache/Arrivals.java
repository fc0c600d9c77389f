package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what a store says has come, to see that it was there and that nobody changed it. */
final class Arrivals implements Arrival {

  private final List<Integer> positions = new ArrayList<>();
  private byte[] array;
  private byte[] copy;
  private int from;
  private int to;

  @Override
  public void arrived(byte[] array, int from, int to) {
    assertThat(this.array == null || (this.array == array && this.from == from && this.to <= to))
        .as("goes on in the same array")
        .isTrue();
    this.array = array;
    this.from = from;
    this.to = to;
    copy = Arrays.copyOfRange(array, from, to);
    positions.add(to - from);
  }

  /** Answers how much had come, each time that it was told. */
  List<Integer> positions() {
    return positions;
  }

  void assertRight(ByteBuffer whole) {
    if (array == null) {
      return;
    }
    assertThat(whole.array() == array && whole.arrayOffset() + whole.position() == from)
        .as("told of the array that is answered")
        .isTrue();
    assertThat(copy.length).isLessThanOrEqualTo(whole.remaining());
    assertThat(whole.slice().limit(copy.length).mismatch(ByteBuffer.wrap(copy)))
        .as("the first byte that was changed after it had come")
        .isEqualTo(-1);
  }
}
