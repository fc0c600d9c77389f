package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.ModuleOfEverything;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import dev.wasmcache.engine.WasmSection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Small modules with a few changes, which a seed decides. */
final class Mutant {

  /** What a mutant is called in figures and commands, which name its seed as well. */
  static final String NAME = "mutant";

  private static final int PREAMBLE = 8;
  private static final List<byte[]> ORIGINALS =
      List.of(
          RealModules.SOURCE_MAP.bytes(),
          TinyModule.callingEachOther(TinyModule.CALL).bytes(),
          ModuleOfEverything.bytes(),
          RealModules.QCMS.bytes(),
          TinyModule.growingItsTable().bytes(),
          TinyModule.callingEachOther(TinyModule.RETURN_CALL).bytes());

  private Mutant() {}

  /** Returns the mutant of a seed. */
  static byte[] of(long seed) {
    int number = (int) Math.floorMod(seed, (long) ORIGINALS.size());
    byte[] original = ORIGINALS.get(number);
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    int kind = random.nextInt(20);
    if (kind < 11) {
      return flipped(original, random);
    } else if (kind < 14) {
      return overwritten(original, random);
    } else if (kind < 16) {
      return Arrays.copyOf(original, random.nextInt(original.length));
    }
    return rearranged(original, random);
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
    for (WasmSection section : WasmSection.of(module)) {
      sections.add(Arrays.copyOfRange(module, section.start(), section.end()));
    }
    return sections;
  }
}
