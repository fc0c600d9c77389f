package dev.wasmcache.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What the cache observes. A read, a compile and a write that a load leads to are its children.
 *
 * <p>Micrometer makes a timer of each, by this name. The timers {@code wasm.cache.load} and {@code
 * wasm.cache.compile}, which are there without an observation registry too, have other tags and so
 * must have other names: Prometheus takes one set of tags a name.
 */
public enum WasmCacheObservation implements ObservationDocumentation {

  /** All that makes a module live which was not. */
  LOAD("wasm.cache.module.load", "wasm load") {
    @Override
    public KeyName[] getLowCardinalityKeyNames() {
      return new KeyName[] {LowCardinality.CACHE, LowCardinality.ORIGIN, LowCardinality.ERROR};
    }
  },

  /** A compile, a wait for its turn not included. */
  COMPILE("wasm.cache.module.compile", "wasm compile") {
    @Override
    public KeyName[] getLowCardinalityKeyNames() {
      return new KeyName[] {LowCardinality.CACHE, LowCardinality.OUTCOME, LowCardinality.ERROR};
    }
  },

  /** A read of a tier below memory, verification included. */
  READ("wasm.cache.tier.read", "wasm read"),

  /** A write to a tier below memory. */
  WRITE("wasm.cache.tier.write", "wasm write");

  private final String name;
  private final String contextualName;

  WasmCacheObservation(String name, String contextualName) {
    this.name = name;
    this.contextualName = contextualName;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getContextualName() {
    return contextualName;
  }

  @Override
  public Class<? extends ObservationConvention<? extends Observation.Context>>
      getDefaultConvention() {
    return WasmCacheObservationConvention.class;
  }

  @Override
  public KeyName[] getLowCardinalityKeyNames() {
    return new KeyName[] {
      LowCardinality.CACHE, LowCardinality.TIER, LowCardinality.OUTCOME, LowCardinality.ERROR
    };
  }

  @Override
  public KeyName[] getHighCardinalityKeyNames() {
    return HighCardinality.values();
  }

  /** What both spans and timers are tagged with. */
  public enum LowCardinality implements KeyName {
    /** The name of the cache. */
    CACHE("cache"),
    /** The tier that is read or written. */
    TIER("tier"),
    /** How a read, a write or a compile ended; {@code none} until then. */
    OUTCOME("outcome"),
    /** Where a loaded module came from; {@code none} if it did not load. */
    ORIGIN("origin"),
    /** The class of what was thrown; {@code none} if nothing was. */
    ERROR("error");

    private final String key;

    LowCardinality(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }

  /** What only spans are tagged with. */
  public enum HighCardinality implements KeyName {
    /** The key of the compiled module. */
    KEY("wasm.cache.key"),
    /** The name of the module; {@code none} if it was asked for by its bytes. */
    NAME("wasm.module.name");

    private final String key;

    HighCardinality(String key) {
      this.key = key;
    }

    @Override
    public String asString() {
      return key;
    }
  }
}
