package dev.wasmcache;

/** The lease of a store without leases. */
enum NoLease implements Lease {
  INSTANCE;

  @Override
  public void close() {}
}
