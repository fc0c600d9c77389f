package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.wasmcache.engine.WasmReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a function as Chicory's parser does, with the places that its branches lead to.
 * For one function, and one thread.
 *
 * <p>What it does not know is refused with an {@link IllegalArgumentException}.
 */
final class BodyReader {

  private static final int MOST_LOCALS = 50_000;

  /** Numbers of instructions between which none branches, or opens or closes a block. */
  private static final int FIRST_PLAIN = 0x20;

  private static final int LAST_PLAIN = 0xd0;

  private static final AnnotatedInstruction PLACEHOLDER =
      AnnotatedInstruction.builder()
          .from(new Instruction(0, OpCode.NOP, Instruction.EMPTY_OPERANDS))
          .build();

  private static final int NONE = AnnotatedInstruction.UNDEFINED_LABEL;

  /** The instructions; those of {@link #branchings} are only placeholders until the end. */
  private final List<AnnotatedInstruction> instructions = new ArrayList<>();

  private final List<Branching> branchings = new ArrayList<>();
  private @Nullable Block block;

  private BodyReader() {}

  /** Reads from after the size of the body up to the end. */
  static FunctionBody read(WasmReader reader) {
    List<ValType> locals = locals(reader);
    return new FunctionBody(locals, new BodyReader().instructions(reader));
  }

  private static List<ValType> locals(WasmReader reader) {
    List<ValType> locals = new ArrayList<>();
    int groups = reader.readLength();
    for (int i = 0; i < groups; i++) {
      long count = reader.readNumber();
      ValType type = ValueTypes.read(reader);
      if (count > MOST_LOCALS - locals.size()) {
        throw new IllegalArgumentException("A function has too many local variables");
      }
      for (int j = 0; j < count; j++) {
        locals.add(type);
      }
    }
    return locals;
  }

  private List<AnnotatedInstruction> instructions(WasmReader reader) {
    InstructionReader source = new InstructionReader(reader);
    block = new Block(null, null, 0);
    while (block != null) {
      add(source.read(), block);
    }
    if (reader.hasRemaining()) {
      throw new IllegalArgumentException("A function goes on after its end");
    }
    for (int i = 0; i < branchings.size(); i++) {
      Branching branching = branchings.get(i);
      instructions.set(branching.place, branching.annotated());
    }
    return instructions;
  }

  private void add(Instruction instruction, Block current) {
    int number = instruction.opcode().opcode();
    if (number >= FIRST_PLAIN && number <= LAST_PLAIN) {
      instructions.add(
          AnnotatedInstruction.builder().from(instruction).withDepth(current.depth).build());
    } else {
      Branching added = new Branching(instruction, instructions.size(), current.depth);
      addBranching(added, current);
      branchings.add(added);
      instructions.add(PLACEHOLDER);
    }
  }

  /** Adds an instruction that may branch, or open or close a block. */
  private void addBranching(Branching added, Block current) {
    Instruction instruction = added.instruction;
    int next = added.place + 1;
    OpCode opcode = instruction.opcode();
    if (opcode == OpCode.BLOCK || opcode == OpCode.LOOP || opcode == OpCode.IF) {
      added.scope = instruction;
      added.depth = current.depth + 1;
      if (opcode == OpCode.IF) {
        added.labelTrue = next;
        added.labelFalse = NONE;
      }
      block = new Block(current, added, next);
    } else if (opcode == OpCode.ELSE) {
      current.opener().labelFalse = next;
      current.labelTrueAtEnd(added);
    } else if (opcode == OpCode.BR || opcode == OpCode.BR_IF) {
      if (opcode == OpCode.BR_IF) {
        added.labelFalse = next;
      }
      current.outer(instruction.operand(0)).labelTrueAtEnd(added);
    } else if (opcode == OpCode.BR_TABLE) {
      added.labelTable = new Integer[instruction.operandCount()];
      for (int i = 0; i < added.labelTable.length; i++) {
        current.outer(instruction.operand(i)).tableEntryAtEnd(added, i);
      }
    } else if (opcode == OpCode.END) {
      end(added, current);
    } else if (isUnknown(opcode)) {
      throw new IllegalArgumentException("There are no rules for " + opcode);
    }
  }

  /** Whether it branches, or needs more operands than it has, in a way that is not known here. */
  private static boolean isUnknown(OpCode opcode) {
    return opcode == OpCode.TRY_TABLE
        || opcode == OpCode.BR_ON_NULL
        || opcode == OpCode.BR_ON_NON_NULL
        || opcode == OpCode.BR_ON_CAST
        || opcode == OpCode.BR_ON_CAST_FAIL;
  }

  private void end(Branching end, Block current) {
    Block outer = current.outer;
    current.end(end.place);
    end.scope = outer == null ? end.instruction : current.opener().instruction;
    if (outer == null && !branchings.isEmpty()) {
      Branching before = branchings.get(branchings.size() - 1);
      if (before.place == end.place - 1 && before.instruction.opcode() == OpCode.END) {
        end.scope = before.scope;
      }
    }
    block = outer;
  }

  /** An instruction, with the labels that it will have. */
  private static final class Branching {

    private final Instruction instruction;
    private final int place;
    private int depth;
    private int labelTrue = NONE;
    private int labelFalse = NONE;
    private Integer @Nullable [] labelTable;
    private @Nullable Instruction scope;

    private Branching(Instruction instruction, int place, int depth) {
      this.instruction = instruction;
      this.place = place;
      this.depth = depth;
    }

    private AnnotatedInstruction annotated() {
      AnnotatedInstruction.Builder builder =
          AnnotatedInstruction.builder().from(instruction).withDepth(depth);
      if (labelTrue != NONE) {
        builder.withLabelTrue(labelTrue);
      }
      if (labelFalse != NONE) {
        builder.withLabelFalse(labelFalse);
      }
      if (labelTable != null) {
        builder.withLabelTable(Arrays.asList(labelTable));
      }
      if (scope != null) {
        builder.withScope(scope);
      }
      return builder.build();
    }
  }

  /** A block that is open, with the branches that lead to its end. */
  private static final class Block {

    private static final int NOT_IN_TABLE = -1;

    private final @Nullable Block outer;
    private final @Nullable Branching opener;
    private final int depth;

    /** The place after its first instruction. */
    private final int start;

    private final List<Branching> waiting = new ArrayList<>(0);
    private int[] entries = {};

    /**
     * @param opener null for the function itself
     */
    private Block(@Nullable Block outer, @Nullable Branching opener, int start) {
      this.outer = outer;
      this.opener = opener;
      this.depth = outer == null ? 0 : outer.depth + 1;
      this.start = start;
    }

    private Branching opener() {
      if (opener == null) {
        throw new IllegalArgumentException("An else is outside of any if");
      }
      return opener;
    }

    /** Returns the block that is so many blocks further out. */
    private Block outer(long count) {
      Block target = this;
      for (long i = 0; i < count; i++) {
        target = target.outer;
        if (target == null) {
          throw new IllegalArgumentException("A branch leads out of its function");
        }
      }
      return target;
    }

    private void labelTrueAtEnd(Branching branch) {
      wait(branch, NOT_IN_TABLE);
    }

    private void tableEntryAtEnd(Branching branch, int entry) {
      wait(branch, entry);
    }

    private void wait(Branching branch, int entry) {
      if (waiting.size() == entries.length) {
        entries = Arrays.copyOf(entries, Math.max(4, 2 * entries.length));
      }
      entries[waiting.size()] = entry;
      waiting.add(branch);
    }

    /** Branches to a loop lead to its start, all others to the end. */
    private void end(int place) {
      boolean isLoop = opener != null && opener.instruction.opcode() == OpCode.LOOP;
      int target = isLoop ? start : place;
      for (int i = 0; i < waiting.size(); i++) {
        Branching branch = waiting.get(i);
        if (entries[i] == NOT_IN_TABLE) {
          branch.labelTrue = target;
        } else if (branch.labelTable != null) {
          branch.labelTable[entries[i]] = target;
        }
      }
      if (opener != null && opener.instruction.opcode() == OpCode.IF && opener.labelFalse == NONE) {
        opener.labelFalse = place;
      }
    }
  }
}
