package dev.wasmcache.benchmarks.codec;

import dev.wasmcache.benchmarks.process.CpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The main class of the JVM that is measured: compresses or unpacks one artifact, first in the cold
 * JVM and then again and again. Prints the CPU time of all threads for the first time, and the
 * median of the last ones, in nanoseconds.
 */
public final class CodecCost {

  private static final int MEASURED = 9;
  private static final long WARM_BYTES = 200L << 20;

  private CodecCost() {}

  /** Arguments: {@code pack} or {@code unpack}, a {@link Codec}, the file of the plain bytes. */
  public static void main(String[] args) throws IOException {
    boolean packs = args[0].equals("pack");
    Codec codec = Codec.valueOf(args[1]);
    byte[] plain = Files.readAllBytes(Path.of(args[2]));
    byte[] packed = packs ? new byte[0] : Files.readAllBytes(Path.of(args[3]));
    byte[] target = new byte[packs ? 0 : plain.length];
    long process = CpuTime.ofProcess();
    long result = packs ? codec.pack(plain).length : codec.unpack(packed, target);
    long cold = CpuTime.ofProcess() - process;
    if (!packs && !Arrays.equals(plain, target)) {
      throw new IOException("Not what was compressed");
    }
    long unmeasured = packs ? 2 : Math.max(20, WARM_BYTES / plain.length);
    long[] warm = new long[MEASURED];
    for (long round = -unmeasured; round < MEASURED; round++) {
      long thread = CpuTime.ofThisThread();
      result += packs ? codec.pack(plain).length : codec.unpack(packed, target);
      if (round >= 0) {
        warm[(int) round] = CpuTime.ofThisThread() - thread;
      }
    }
    Arrays.sort(warm);
    System.out.println(cold + " " + warm[MEASURED / 2] + " " + result);
  }
}
