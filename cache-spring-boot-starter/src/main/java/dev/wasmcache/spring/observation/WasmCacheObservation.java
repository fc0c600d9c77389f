package dev.wasmcache.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the cache. The reads, compiles and writes that a load causes are its
 * children.
 *
 * <p>Micrometer creates a timer of this name for each. The timers {@code wasm.cache.load} and
 * {@code wasm.cache.compile} also exist without an observation registry. Their tags differ, so
 * their names must differ too: Prometheus accepts one set of tags per name.
 */
public enum WasmCacheObservation implements ObservationDocumentation {

  /** Everything that makes a module live. */
  LOAD("wasm.cache.module.load", "wasm load") {
    @Override
    public KeyName[] getLowCardinalityKeyNames() {
      return new KeyName[] {LowCardinality.CACHE, LowCardinality.ORIGIN, LowCardinality.ERROR};
    }
  },

  /** A compile, without the wait for a permit. */
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

  /** Tags of spans and timers. */
  public enum LowCardinality implements KeyName {
    /** The name of the cache. */
    CACHE("cache"),
    /** The tier that is read or written. */
    TIER("tier"),
    /** How a read, a write or a compile ended; {@code none} until then. */
    OUTCOME("outcome"),
    /** Where a loaded module came from; {@code none} if it did not load. */
    ORIGIN("origin"),
    /** The class of the exception; {@code none} if there was none. */
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

  /** Tags of spans only. */
  public enum HighCardinality implements KeyName {
    /** The key of the compiled module. */
    KEY("wasm.cache.key"),
    /** The name of the module; {@code none} if it was requested by its bytes. */
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
