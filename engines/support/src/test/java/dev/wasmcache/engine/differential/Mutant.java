package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.ModuleOfCode;
import dev.wasmcache.engine.ModuleOfEverything;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import dev.wasmcache.engine.WasmSection;
import dev.wasmcache.engine.differential.Instructions.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Small modules with a few changes, which a seed decides. */
final class Mutant {

  /** What a mutant is called in figures and commands, which name its seed as well. */
  static final String NAME = "mutant";

  private static final int PREAMBLE = 8;

  private static final int ONE_IN = 6;

  /** One mutant in {@link #ONE_IN} is of these. The others are of a small one with more code. */
  private static final List<Original> ORIGINALS =
      Stream.of(
              RealModules.SOURCE_MAP.bytes(),
              TinyModule.callingEachOther(TinyModule.CALL).bytes(),
              ModuleOfEverything.bytes(),
              RealModules.QCMS.bytes(),
              TinyModule.growingItsTable().bytes(),
              TinyModule.callingEachOther(TinyModule.RETURN_CALL).bytes())
          .map(Original::new)
          .toList();

  private static final Original SMALL = new Original(ModuleOfCode.bytes());

  private Mutant() {}

  /** Returns the mutant of a seed. Most are valid, and some are broken anywhere. */
  static byte[] of(long seed) {
    long number = Math.floorMod(seed, (long) ONE_IN * ORIGINALS.size());
    Original original = number % ONE_IN == 0 ? ORIGINALS.get((int) (number / ONE_IN)) : SMALL;
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    int kind = random.nextInt(20);
    if (kind < 13) {
      return withOtherCode(original, random);
    } else if (kind < 15) {
      return withOtherData(original, random);
    } else if (kind < 17) {
      return flipped(original.bytes(), random);
    } else if (kind < 18) {
      return overwritten(original.bytes(), random);
    } else if (kind < 19) {
      return Arrays.copyOf(original.bytes(), random.nextInt(original.bytes().length));
    }
    return rearranged(original.bytes(), random);
  }

  /** Changes a few instructions. */
  private static byte[] withOtherCode(Original original, Random random) {
    byte[] changed = original.bytes().clone();
    List<Instruction> instructions = original.instructions();
    int changes = 1 + random.nextInt(2);
    while (changes > 0) {
      Instruction chosen = instructions.get(random.nextInt(instructions.size()));
      changes -= CodeChange.apply(changed, chosen, random) ? 1 : 0;
    }
    return changed;
  }

  /** Changes bytes of a data segment, repeats some or leaves some out; else of the code. */
  private static byte[] withOtherData(Original original, Random random) {
    byte[] changed = original.bytes().clone();
    for (WasmSection section : WasmSection.of(changed)) {
      if (section.id() == WasmSection.DATA) {
        // What is before belongs to the first segment's header.
        int first = Math.min(section.content() + 16, section.end() - 1);
        int length = 1 + random.nextInt(Math.min(8, section.end() - first));
        int to = first + random.nextInt(section.end() - first - length + 1);
        if (random.nextBoolean()) {
          int from = first + random.nextInt(section.end() - first - length + 1);
          System.arraycopy(original.bytes(), from, changed, to, length);
        } else {
          changed[to] = (byte) random.nextInt(256);
        }
        return changed;
      }
    }
    return withOtherCode(original, random);
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

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Original(byte[] bytes, List<Instruction> instructions) {

    Original(byte[] bytes) {
      this(bytes, Instructions.of(bytes));
    }
  }

  private static List<byte[]> sections(byte[] module) {
    List<byte[]> sections = new ArrayList<>();
    for (WasmSection section : WasmSection.of(module)) {
      sections.add(Arrays.copyOfRange(module, section.start(), section.end()));
    }
    return sections;
  }
}
