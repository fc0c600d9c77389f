package dev.wasmcache.sample.functions;

import run.endive.runtime.TableFactory;
import run.endive.runtime.TableInstance;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/** Creates tables that never grow past a size that no compiler needs. */
final class SmallTables implements TableFactory {

  private static final long MAXIMUM_ELEMENTS = 100_000;

  @Override
  public TableInstance create(Table table, int nullElement) {
    TableLimits limits = table.limits();
    if (limits.min() > MAXIMUM_ELEMENTS) {
      throw new UninstantiableException(
          "the module starts with a table of "
              + limits.min()
              + " elements; the limit is "
              + MAXIMUM_ELEMENTS);
    }
    // Always a copy: a table that grows changes its limits, and the given ones belong to the
    // module.
    TableLimits smaller =
        new TableLimits(limits.min(), Math.min(limits.max(), MAXIMUM_ELEMENTS), limits.shared());
    return new TableInstance(
        new Table(table.elementType(), smaller, table.initialize()), nullElement);
  }
}
