package dev.wasmcache.benchmarks.codec;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A way to compress an artifact. */
enum Codec {
  DEFLATE_1("deflate 1", 1),
  DEFLATE_3("deflate 3", 3),
  DEFLATE_6("deflate 6", 6),
  DEFLATE_9("deflate 9", 9),
  ZSTD_1("zstd-jni 1", 1),
  ZSTD_3("zstd-jni 3", 3),
  ZSTD_9("zstd-jni 9", 9),
  ZSTD_19("zstd-jni 19", 19),
  AIRCOMPRESSOR("aircompressor zstd", 0);

  private final String title;
  private final int level;

  Codec(String title, int level) {
    this.title = title;
    this.level = level;
  }

  String title() {
    return title;
  }

  byte[] pack(byte[] plain) {
    return switch (this) {
      case DEFLATE_1, DEFLATE_3, DEFLATE_6, DEFLATE_9 -> deflate(plain);
      case ZSTD_1, ZSTD_3, ZSTD_9, ZSTD_19 -> Zstd.compress(plain, level);
      case AIRCOMPRESSOR -> {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
        yield Arrays.copyOf(packed, length);
      }
    };
  }

  private byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] packed = new byte[plain.length + 1024];
      int length = deflater.deflate(packed);
      return Arrays.copyOf(packed, length);
    } finally {
      deflater.end();
    }
  }

  /** Unpacks into an array of the right length; returns how many bytes came. */
  long unpack(byte[] packed, byte[] plain) {
    return switch (this) {
      case DEFLATE_1, DEFLATE_3, DEFLATE_6, DEFLATE_9 -> inflate(packed, plain);
      case ZSTD_1, ZSTD_3, ZSTD_9, ZSTD_19 -> Zstd.decompress(plain, packed);
      case AIRCOMPRESSOR ->
          new ZstdDecompressor().decompress(packed, 0, packed.length, plain, 0, plain.length);
    };
  }

  private static int inflate(byte[] packed, byte[] plain) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      return inflater.inflate(plain);
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    } finally {
      inflater.end();
    }
  }
}
