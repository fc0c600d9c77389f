package dev.wasmcache.process;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.InputStream;
import java.nio.file.Path;

/** Puts an artifact that is larger than the heap, and requests it. */
final class LargeArtifactMain {

  private LargeArtifactMain() {}

  public static void main(String[] arguments) {
    long size = Long.parseLong(arguments[1]);
    CacheKey key = CacheKey.of(new byte[CacheKey.LENGTH]);
    DiskStore store = DiskStore.builder(Path.of(arguments[0])).build();
    try (CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      cache.put(key, Artifact.of(new Zeros(size), size));
      System.out.println("stored " + cache.stats().tier(Tier.DISK).writes(Outcome.STORED));
      System.out.println("present " + cache.get(key).isPresent());
      System.out.println("too large " + cache.stats().tier(Tier.DISK).requests(Outcome.TOO_LARGE));
    }
  }

  private static final class Zeros extends InputStream {
    private long left;

    private Zeros(long size) {
      this.left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int read = (int) Math.min(length, left);
      left -= read;
      return read;
    }
  }
}
