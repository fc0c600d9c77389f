package dev.wasmcache.endive;

import run.endive.runtime.TableFactory;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/**
 * Gives each instance its own limits for its tables. A table that grows writes to its limits, and
 * those of the module are shared by all instances: the next one would start with a larger table.
 */
final class OwnTables implements TableFactory {

  static final OwnTables INSTANCE = new OwnTables();

  private OwnTables() {}

  @Override
  public TableInstance create(Table table, int nullElement) {
    TableLimits limits = table.limits();
    TableLimits own = new TableLimits(limits.min(), limits.max(), limits.shared());
    return new TableInstance(new Table(table.elementType(), own, table.initialize()), nullElement);
  }
}
