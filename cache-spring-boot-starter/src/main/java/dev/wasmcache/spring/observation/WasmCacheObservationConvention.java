package dev.wasmcache.spring.observation;

import dev.wasmcache.spring.observation.WasmCacheObservation.HighCardinality;
import dev.wasmcache.spring.observation.WasmCacheObservation.LowCardinality;
import dev.wasmcache.stats.Tier;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags. A step has the same tags however it ends: with other tags, its timer would vanish
 * from Prometheus.
 */
record WasmCacheObservationConvention(WasmCacheObservation step)
    implements ObservationConvention<WasmCacheObservationContext> {

  /** Called before there is a context, to find out whether the observation is enabled. */
  @Override
  public String getName() {
    return step.getName();
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof WasmCacheObservationContext;
  }

  @Override
  public String getContextualName(WasmCacheObservationContext context) {
    String name = step.getContextualName();
    return context.tier().map(tier -> name + " " + tier.id()).orElse(name);
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(WasmCacheObservationContext context) {
    KeyValues values = KeyValues.empty();
    for (KeyName name : step.getLowCardinalityKeyNames()) {
      values = values.and(KeyValue.of(name, value((LowCardinality) name, context)));
    }
    return values;
  }

  private static String value(LowCardinality name, WasmCacheObservationContext context) {
    return switch (name) {
      case CACHE -> context.cache();
      case TIER -> context.tier().map(Tier::id).orElse(KeyValue.NONE_VALUE);
      case OUTCOME, ORIGIN -> context.result().orElse(KeyValue.NONE_VALUE);
      case ERROR -> error(context);
    };
  }

  private static String error(WasmCacheObservationContext context) {
    Throwable error = context.getError();
    return error == null ? KeyValue.NONE_VALUE : error.getClass().getSimpleName();
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(WasmCacheObservationContext context) {
    return KeyValues.of(
        HighCardinality.KEY.withValue(context.key().toHex()),
        HighCardinality.NAME.withValue(context.module().orElse(KeyValue.NONE_VALUE)));
  }
}
