package dev.wasmcache;

/** The lease of stores that have none to give. */
enum NoLease implements Lease {
  INSTANCE;

  @Override
  public void close() {}
}
