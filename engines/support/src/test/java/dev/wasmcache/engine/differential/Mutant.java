package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.ModuleOfEverything;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A module with a few changes, which its seed decides.
 *
 * @param name of what was changed, and how
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Mutant(String name, byte[] wasm) {

  private static final int PREAMBLE = 8;
  private static final List<byte[]> ORIGINALS =
      List.of(
          RealModules.SOURCE_MAP.bytes(),
          TinyModule.callingEachOther(TinyModule.CALL).bytes(),
          ModuleOfEverything.bytes(),
          RealModules.QCMS.bytes(),
          TinyModule.growingItsTable().bytes(),
          TinyModule.callingEachOther(TinyModule.RETURN_CALL).bytes());

  static Mutant of(long seed) {
    int number = (int) Math.floorMod(seed, (long) ORIGINALS.size());
    byte[] original = ORIGINALS.get(number);
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    int kind = random.nextInt(20);
    byte[] changed;
    if (kind < 11) {
      changed = flipped(original, random);
    } else if (kind < 14) {
      changed = overwritten(original, random);
    } else if (kind < 16) {
      changed = Arrays.copyOf(original, random.nextInt(original.length));
    } else {
      changed = rearranged(original, random);
    }
    return new Mutant("mutant", changed);
  }

  private static byte[] flipped(byte[] original, Random random) {
    byte[] changed = original.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      int position = PREAMBLE + random.nextInt(original.length - PREAMBLE);
      changed[position] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private static byte[] overwritten(byte[] original, Random random) {
    byte[] changed = original.clone();
    int position = PREAMBLE + random.nextInt(original.length - PREAMBLE);
    for (int i = position; i < Math.min(changed.length, position + 1 + random.nextInt(4)); i++) {
      changed[i] = (byte) random.nextInt(256);
    }
    return changed;
  }

  /** Swaps, repeats or leaves out sections. */
  private static byte[] rearranged(byte[] original, Random random) {
    List<byte[]> sections = sections(original);
    int one = random.nextInt(sections.size());
    int other = random.nextInt(sections.size());
    switch (random.nextInt(4)) {
      case 0 -> sections.remove(one);
      case 1 -> sections.add(other, sections.get(one));
      default -> {
        byte[] moved = sections.get(one);
        sections.set(one, sections.get(other));
        sections.set(other, moved);
      }
    }
    int length = PREAMBLE + sections.stream().mapToInt(section -> section.length).sum();
    byte[] changed = Arrays.copyOf(original, PREAMBLE);
    changed = Arrays.copyOf(changed, length);
    int position = PREAMBLE;
    for (byte[] section : sections) {
      System.arraycopy(section, 0, changed, position, section.length);
      position += section.length;
    }
    return changed;
  }

  private static List<byte[]> sections(byte[] module) {
    List<byte[]> sections = new ArrayList<>();
    int position = PREAMBLE;
    while (position < module.length) {
      int end = position + 1;
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = module[end++];
        length |= (next & 0x7f) << shift;
        if (next >= 0) {
          break;
        }
      }
      sections.add(Arrays.copyOfRange(module, position, end + length));
      position = end + length;
    }
    return sections;
  }
}
