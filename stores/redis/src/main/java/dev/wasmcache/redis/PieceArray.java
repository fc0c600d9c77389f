package dev.wasmcache.redis;

import dev.wasmcache.Arrival;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry into one array, requesting a few pieces ahead of the one that is awaited. If the
 * connection breaks off, only what has not come is requested again, a few times.
 */
final class PieceArray {

  private static final int AHEAD = 3;
  private static final long GROWTH = 16;
  private static final int MAXIMUM_BREAKS = 3;

  private final PieceReader reader;
  private final Pieces pieces;
  private final int size;
  private final Deque<Asked> asked = new ArrayDeque<>();
  private byte[] target;
  private int next;
  private int breaks;
  private @Nullable RedisConnection lastBroken;

  private PieceArray(PieceReader reader, Pieces pieces, int size, byte[] target, int next) {
    this.reader = reader;
    this.pieces = pieces;
    this.size = size;
    this.target = target;
    this.next = next;
  }

  private record Asked(PieceReader.Answer<Integer> answer, int position, int length) {}

  /**
   * Reads the part that has not arrived yet.
   *
   * @param front the value of the entry as far as it was read; if that is all of it, this array is
   *     returned
   * @param all whether the value is complete
   * @param arrival receives how much of the entry has arrived
   * @return the entry; only its existing part if a piece is missing or has the wrong length
   */
  static ByteBuffer read(
      PieceReader reader, Pieces pieces, byte[] front, boolean all, Arrival arrival)
      throws IOException {
    int size = Math.toIntExact(pieces.frame().size());
    if (!pieces.frame().chunked()) {
      int inHand = front.length - EntryFrame.SIZE;
      return all || inHand >= size
          ? ByteBuffer.wrap(front, EntryFrame.SIZE, inHand)
          : rest(reader, pieces, size, front, EntryFrame.SIZE, arrival);
    }
    return inChunks(reader, pieces, size, arrival);
  }

  private static ByteBuffer inChunks(PieceReader reader, Pieces pieces, int size, Arrival arrival)
      throws IOException {
    Pieces.Piece piece = pieces.at(0);
    for (int breaks = 1; ; breaks++) {
      PieceReader.Answer<byte[]> answer = reader.askWhole(piece);
      byte[] first;
      boolean broken = false;
      try {
        first = reader.read(answer, (bytes, length) -> arrival.underWay(bytes, size)).bytes();
      } catch (IOException e) {
        if (breaks > MAXIMUM_BREAKS || !ConnectionReplacedException.isBreak(e)) {
          throw e;
        }
        first = came(answer);
        broken = true;
      }
      if (!broken && (first.length != piece.length() || first.length >= size)) {
        return ByteBuffer.wrap(first);
      }
      if (first.length > 0) {
        return rest(reader, pieces, size, first, 0, arrival);
      }
    }
  }

  /** Returns what has come of an answer that broke off. */
  static byte[] came(PieceReader.Answer<byte[]> answer) {
    return ((WholeOutput) answer.output()).came();
  }

  private static ByteBuffer rest(
      PieceReader reader, Pieces pieces, int size, byte[] first, int offset, Arrival arrival)
      throws IOException {
    int inHand = first.length - offset;
    byte[] target = new byte[grown(inHand, size)];
    System.arraycopy(first, offset, target, 0, inHand);
    PieceArray array = new PieceArray(reader, pieces, size, target, inHand);
    int length = array.fill(arrival);
    return ByteBuffer.wrap(array.target, 0, length);
  }

  /** An announced size is no reason to allocate it: the array grows with what has arrived. */
  private static int grown(int there, int size) {
    return (int) Math.min(size, GROWTH * there);
  }

  private int fill(Arrival arrival) throws IOException {
    int there = next;
    while (true) {
      ask();
      if (target.length == size) {
        // While the next pieces are on their way.
        arrival.arrived(target, 0, there);
      }
      Asked first = asked.poll();
      if (first == null) {
        return size;
      }
      int arrived = there;
      Integer came;
      try {
        came =
            reader.await(
                first.answer(), (bytes, length) -> arrival.underWay(arrived + bytes, size));
      } catch (IOException e) {
        goOn(first, e);
        there = first.position() + first.answer().output().arrived();
        continue;
      }
      if (came == null || came != first.length()) {
        // What comes after it cannot be used, and the pieces requested ahead are not awaited.
        return first.position();
      }
      there = first.position() + first.length();
    }
  }

  /**
   * Requests what has not come of a piece once more, or throws why it broke off. The pieces that
   * were requested ahead may have come, or be on their way over another connection.
   */
  private void goOn(Asked broken, IOException failure) throws IOException {
    RedisConnection connection = broken.answer().connection();
    if (connection != lastBroken) {
      lastBroken = connection;
      breaks++;
    }
    int came = broken.answer().output().seal();
    if (breaks > MAXIMUM_BREAKS || !ConnectionReplacedException.isBreak(failure)) {
      throw failure;
    }
    int from = broken.position() + came;
    int length = broken.length() - came;
    if (length > 0) {
      Pieces.Piece whole = pieces.at(from);
      Pieces.Piece rest = new Pieces.Piece(whole.name(), whole.from(), length);
      asked.addFirst(
          new Asked(
              Objects.requireNonNull(reader.ask(rest, new PieceOutput(target, from, length), true)),
              from,
              length));
    }
  }

  private void ask() throws IOException {
    while (next < size && asked.size() <= AHEAD) {
      Pieces.Piece piece = pieces.at(next);
      if (next + piece.length() > target.length) {
        if (!asked.isEmpty()) {
          return;
        }
        // After a break, less may be there than one piece.
        target = Arrays.copyOf(target, Math.max(grown(next, size), next + piece.length()));
      }
      PieceReader.Answer<Integer> answer =
          reader.ask(piece, new PieceOutput(target, next, piece.length()), asked.isEmpty());
      if (answer == null) {
        return;
      }
      asked.add(new Asked(answer, next, piece.length()));
      next += piece.length();
    }
  }
}
