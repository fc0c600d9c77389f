package dev.wasmcache.disk;

/**
 * Estimates how much space files take on their volume, which allocates whole blocks: at least one
 * for each file and folder. File systems that take less or more cannot be detected here: some pack
 * small files, compress, or keep an index for a file in pieces.
 *
 * @param size the size of a block in bytes
 */
record Blocks(long size) {

  /** The block size of nearly every local file system. */
  static final Blocks USUAL = new Blocks(4096);

  // Some network file systems report their request size as the block size.
  private static final long LARGEST = 64 * 1024;

  /** Returns the block size that the file system reports, if it is plausible. */
  static Blocks of(long size) {
    return size > 0 && size <= LARGEST ? new Blocks(size) : USUAL;
  }

  /** Returns how many bytes a file or folder of the given length takes. */
  long taken(long length) {
    return Math.max(1, (length + size - 1) / size) * size;
  }
}
