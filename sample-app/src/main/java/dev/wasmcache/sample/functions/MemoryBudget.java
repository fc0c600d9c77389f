package dev.wasmcache.sample.functions;

import java.util.function.Function;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Memory;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.types.MemoryLimits;

/** Creates the memories of one instance, which together never grow past a limit. */
final class MemoryBudget implements Function<MemoryLimits, Memory> {

  private int pagesLeft;

  MemoryBudget(long bytes) {
    this.pagesLeft = (int) Math.min(bytes / Memory.PAGE_SIZE, MemoryLimits.MAX_PAGES);
  }

  @Override
  public Memory apply(MemoryLimits limits) {
    if (limits.initialPages() > pagesLeft) {
      throw new UninstantiableException(
          "the module starts with "
              + Memory.bytes(limits.initialPages())
              + " bytes of memory; the limit is "
              + Memory.bytes(pagesLeft));
    }
    int maximum = Math.min(limits.maximumPages(), pagesLeft);
    pagesLeft -= maximum;
    return new ByteArrayMemory(new MemoryLimits(limits.initialPages(), maximum, limits.shared()));
  }
}
