package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;

/**
 * Maps the bytes of an entry to ranges of values: which range of which value holds the n-th piece.
 * Pure; a hostile frame does not cause any allocation.
 *
 * @param pieceBytes the most bytes of one answer
 */
record Pieces(RedisKeys keys, CacheKey key, EntryFrame frame, int pieceBytes) {

  /** A range of a value, and its position in the entry. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Piece(byte[] name, long from, int length) {}

  /**
   * Returns the piece that starts at a position of the entry. The position is before the entry's
   * end and at the end of another piece, or at the start.
   */
  Piece at(long position) {
    if (!frame.chunked()) {
      int length = (int) Math.min(pieceBytes, frame.size() - position);
      return new Piece(keys.entry(key), EntryFrame.SIZE + position, length);
    }
    int chunk = (int) (position / frame.chunkBytes());
    long from = position % frame.chunkBytes();
    long left = Math.min(frame.chunkBytes() - from, frame.size() - position);
    return new Piece(keys.chunk(key, frame, chunk), from, (int) Math.min(pieceBytes, left));
  }
}
