package dev.wasmcache.disk;

/**
 * Estimates what files take on their volume, which gives out whole blocks: at least one for each
 * file and folder. What a file system does to take less, or more, is not seen from here: it packs
 * small files, compresses, or keeps an index of a file in pieces.
 *
 * @param size the bytes of a block
 */
record Blocks(long size) {

  /** What nearly every local file system has. */
  static final Blocks USUAL = new Blocks(4096);

  // Some file systems of a network call the size of their requests a block.
  private static final long LARGEST = 64 * 1024;

  /** Returns what a file system says, if that can be the size of its blocks. */
  static Blocks of(long size) {
    return size > 0 && size <= LARGEST ? new Blocks(size) : USUAL;
  }

  /** Returns what a file or folder of a length takes. */
  long taken(long length) {
    return Math.max(1, (length + size - 1) / size) * size;
  }
}
