package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;

/**
 * Where the bytes of an entry lie: which range of which value holds the n-th piece. Pure; a hostile
 * frame costs nothing here.
 *
 * @param pieceBytes the most that one answer brings
 */
record Pieces(RedisKeys keys, CacheKey key, EntryFrame frame, int pieceBytes) {

  /** A part of a value, and of the entry. */
  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  record Piece(byte[] name, long from, int length) {}

  /**
   * Answers the piece that begins at a position of the entry, which is before its end and where
   * another piece ends.
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
