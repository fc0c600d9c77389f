package dev.wasmcache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * The bytes of an entry, asked for a few pieces ahead. Ends at the first byte that is not there: a
 * chunk that was evicted makes an entry that is cut short. For one thread.
 */
final class PieceStream extends InputStream {

  private static final int AHEAD = 3;

  private final PieceReader reader;
  private final Pieces pieces;
  private final Deque<Asked> asked = new ArrayDeque<>();
  private byte[] current;
  private int position;
  private long next;
  private boolean ended;

  /**
   * @param front what is in hand already, from an offset on
   */
  PieceStream(PieceReader reader, Pieces pieces, byte[] front, int offset) {
    this.reader = reader;
    this.pieces = pieces;
    this.current = front;
    this.position = offset;
    this.next = (long) front.length - offset;
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(current[position++]) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int read = Math.min(length, current.length - position);
    System.arraycopy(current, position, target, offset, read);
    position += read;
    return read;
  }

  private boolean fill() throws IOException {
    while (position == current.length) {
      ask();
      Asked first = asked.poll();
      if (first == null) {
        return false;
      }
      current = reader.await(first.answer());
      position = 0;
      if (current.length != first.length()) {
        // Gone, or not as long as its frame says: what comes after it belongs nowhere.
        ended = true;
        close();
      }
    }
    return true;
  }

  private void ask() throws IOException {
    while (!ended && next < pieces.frame().size() && asked.size() <= AHEAD) {
      Pieces.Piece piece = pieces.at(next);
      PieceReader.Answer answer = reader.ask(piece, asked.isEmpty());
      if (answer == null) {
        return;
      }
      asked.add(new Asked(answer, piece.length()));
      next += piece.length();
    }
  }

  /** Nobody waits for what was asked ahead. */
  @Override
  public void close() {
    ended = true;
    asked.clear();
  }

  private record Asked(PieceReader.Answer answer, int length) {}
}
