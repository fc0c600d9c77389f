package dev.wasmcache.spring.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * The endpoint over JMX. Archives need a stream, which JMX does not have: use HTTP for them. A
 * refused operation throws an exception whose message says why. The parameters of a method are
 * those of the operation in the MBean, and are shown by their names.
 */
@EndpointJmxExtension(endpoint = WasmCacheEndpoint.class)
public final class WasmCacheJmxExtension {

  private final Operations operations;

  WasmCacheJmxExtension(Operations operations) {
    this.operations = operations;
  }

  /** Returns a page of the entries that match, see {@link EntryFilter}. */
  @ReadOperation
  public Entries list(
      @Nullable String after,
      @Nullable String limit,
      @Nullable String engine,
      @Nullable String olderThan,
      @Nullable String youngerThan,
      @Nullable String minSize,
      @Nullable String maxSize) {
    return operations
        .entries()
        .list(
            Arguments.of("after", after, "limit", limit),
            filter(engine, olderThan, youngerThan, minSize, maxSize));
  }

  /** Returns one entry, in every tier that has it. */
  @ReadOperation
  public Entries.Inspection inspect(String key) {
    return operations.entries().inspect(Arguments.key("key", key));
  }

  /** Returns the modules that became live, and the compile time that the cache saved for each. */
  @ReadOperation
  public LoadedModules modules() {
    return operations.modules().list();
  }

  /** Returns why the module of a key or of a name was or would be compiled. */
  @ReadOperation
  public LoadedModules.Why why(@Nullable String key, @Nullable String name) {
    return operations.modules().why(key, name);
  }

  /** Returns the last compiles. */
  @ReadOperation
  public Compiles compiles(@Nullable String limit) {
    return operations.modules().compiles(Arguments.of("limit", limit));
  }

  /** Returns the progress of the verification of all entries. */
  @ReadOperation
  public Verification verification() {
    return operations.verification().state();
  }

  /** Starts the verification of all entries. */
  @WriteOperation
  public Verification verifyAll() {
    return operations.verification().start();
  }

  /** Verifies one entry. */
  @WriteOperation
  public Verification.OfOne verify(String key) {
    return operations.verification().verify(Arguments.key("key", key));
  }

  /** Makes a module ready. */
  @WriteOperation
  public LoadedModules.Prewarmed prewarm(String name) {
    return operations.modules().prewarm(name);
  }

  /** Deletes one entry from every tier, and evicts its live module. */
  @DeleteOperation
  public void evict(String key) {
    operations.entries().evict(Arguments.key("key", key));
  }

  /** Deletes the entries that match from every tier, and evicts their live modules. */
  @DeleteOperation
  public Entries.Evicted evictMatching(
      @Nullable String engine,
      @Nullable String olderThan,
      @Nullable String youngerThan,
      @Nullable String minSize,
      @Nullable String maxSize) {
    return operations.entries().evict(filter(engine, olderThan, youngerThan, minSize, maxSize));
  }

  /** Deletes every entry of this host, and evicts every live module. */
  @DeleteOperation
  public void evictAll() {
    operations.entries().evictAll();
  }

  private static EntryFilter filter(
      @Nullable String engine,
      @Nullable String olderThan,
      @Nullable String youngerThan,
      @Nullable String minSize,
      @Nullable String maxSize) {
    return EntryFilter.of(
        Arguments.of(
            "engine", engine,
            "olderThan", olderThan,
            "youngerThan", youngerThan,
            "minSize", minSize,
            "maxSize", maxSize));
  }
}
