package dev.wasmcache.spring.health;

import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.function.SingletonSupplier;

/** Creates the cache, and what describes its health, at the first health check. Thread-safe. */
final class LazyHealthIndicator extends AbstractHealthIndicator {

  private final Supplier<WasmCacheHealthIndicator> indicator;

  LazyHealthIndicator(Supplier<WasmCacheHealthIndicator> indicator) {
    super("The health of the Wasm cache could not be determined");
    this.indicator = SingletonSupplier.of(indicator);
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    indicator.get().doHealthCheck(health);
  }
}
