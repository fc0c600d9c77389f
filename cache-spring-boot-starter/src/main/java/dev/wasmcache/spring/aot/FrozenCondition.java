package dev.wasmcache.spring.aot;

import dev.wasmcache.spring.endpoint.WasmCacheEndpoint;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.core.env.Environment;

/**
 * The conditions on properties that decide whether beans exist. Each has a class with the same
 * annotation as the auto-configuration, so that Spring evaluates it.
 */
enum FrozenCondition {
  CACHE("'wasm.cache.enabled'", "the cache", Cache.class),
  HEALTH("'management.health.wasmcache.enabled'", "the health 'wasmCache'", Health.class),
  INFO("'management.info.wasmcache.enabled'", "the information 'wasmCache'", Info.class),
  WEB(
      "'management.endpoints.web.exposure.include' or 'management.endpoint.wasmcache.access'",
      "the endpoint 'wasmcache' over HTTP",
      WebEndpoint.class),
  JMX(
      "'management.endpoints.jmx.exposure.include' or 'management.endpoint.wasmcache.access'",
      "the endpoint 'wasmcache' over JMX",
      JmxEndpoint.class);

  private final String properties;
  private final String subject;
  private final Class<?> conditional;

  FrozenCondition(String properties, String subject, Class<?> conditional) {
    this.properties = properties;
    this.subject = subject;
    this.conditional = conditional;
  }

  /** Returns the properties that decide it. Some of them stand for a group of properties. */
  String properties() {
    return properties;
  }

  /** Returns what exists if the condition matches. */
  String subject() {
    return subject;
  }

  /** Whether the subject can still be switched off when the application starts. */
  boolean canBeSwitchedOff() {
    return this == CACHE || this == WEB || this == JMX;
  }

  /** Returns the conditions that match. */
  static Set<FrozenCondition> matching(Environment environment, @Nullable ClassLoader loader) {
    DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    beans.setBeanClassLoader(loader);
    AnnotatedBeanDefinitionReader reader = new AnnotatedBeanDefinitionReader(beans, environment);
    Set<FrozenCondition> matching = EnumSet.noneOf(FrozenCondition.class);
    for (FrozenCondition condition : values()) {
      reader.registerBean(condition.conditional, condition.name());
      if (beans.containsBeanDefinition(condition.name())) {
        matching.add(condition);
      }
    }
    return matching;
  }

  @ConditionalOnBooleanProperty(name = "wasm.cache.enabled", matchIfMissing = true)
  private static final class Cache {}

  @ConditionalOnEnabledHealthIndicator("wasmcache")
  private static final class Health {}

  @ConditionalOnEnabledInfoContributor(
      value = "wasmcache",
      fallback = InfoContributorFallback.DISABLE)
  private static final class Info {}

  @ConditionalOnAvailableEndpoint(
      endpoint = WasmCacheEndpoint.class,
      exposure = EndpointExposure.WEB)
  private static final class WebEndpoint {}

  @ConditionalOnAvailableEndpoint(
      endpoint = WasmCacheEndpoint.class,
      exposure = EndpointExposure.JMX)
  private static final class JmxEndpoint {}
}
