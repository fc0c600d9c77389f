package dev.wasmcache.spring.health;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.WasmCacheProperties;
import dev.wasmcache.spring.definition.LazyProperties;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.reload.Reloader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Configures the health {@code wasmCache}. */
@AutoConfiguration(
    after = WasmCacheAutoConfiguration.class,
    before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(WasmCacheProperties.class)
@ConditionalOnSingleCandidate(CompilationCache.class)
@ConditionalOnEnabledHealthIndicator("wasmcache")
@EnableConfigurationProperties(WasmCacheHealthProperties.class)
@Import(LazyProperties.class)
public final class WasmCacheHealthContributorAutoConfiguration {

  private static final Duration LATELY = Duration.ofMinutes(10);

  @Bean
  @ConditionalOnMissingBean(name = {"wasmCacheHealthIndicator", "wasmCacheHealthContributor"})
  LazyHealthIndicator wasmCacheHealthIndicator(ListableBeanFactory beans) {
    return new LazyHealthIndicator(() -> indicator(beans));
  }

  private static WasmCacheHealthIndicator indicator(ListableBeanFactory beans) {
    CompilationCache cache = beans.getBean(CompilationCache.class);
    DiskTier disk = beans.getBean(DiskTier.class);
    return new WasmCacheHealthIndicator(
        beans.getBean(WasmCacheProperties.class).name(),
        cache,
        disk,
        beans.getBean(SharedTier.class),
        new DiskCheck(disk, cache.admin().mode()),
        new RecentTrouble(InstantSource.system(), LATELY),
        reloadProblems(beans),
        beans.getBean(WasmCacheHealthProperties.class).failOn());
  }

  private static Supplier<Map<String, String>> reloadProblems(ListableBeanFactory beans) {
    Reloader reloader = beans.getBeanProvider(Reloader.class).getIfUnique();
    return reloader == null ? Map::of : reloader::problems;
  }
}
