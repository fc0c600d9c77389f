package dev.wasmcache.spring.disk;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.WasmCacheProperties;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Opens the directories while beans are registered. Only then can the {@link DiskStore} bean be
 * omitted if its directory cannot be opened.
 */
final class DiskTierRegistrar implements BeanRegistrar {

  @Override
  public void register(BeanRegistry registry, Environment environment) {
    DiskTier tier = open(environment);
    registry.registerBean(
        "wasmCacheDiskTier", DiskTier.class, bean -> bean.supplier(context -> tier));
    tier.store()
        .ifPresent(
            store ->
                registry.registerBean(
                    "wasmCacheDiskStore",
                    DiskStore.class,
                    bean -> bean.supplier(context -> store)));
  }

  private static DiskTier open(Environment environment) {
    if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
      // The build machine is not the machine that runs the application. There, this runs again.
      return DiskTier.of(null);
    }
    WasmCacheProperties properties =
        Binder.get(environment).bindOrCreate("wasm.cache", WasmCacheProperties.class);
    return new DiskTierOpener(properties, threads(environment), UserCacheDirectory.find()).open();
  }

  private static @Nullable ThreadFactory threads(Environment environment) {
    return Threading.VIRTUAL.isActive(environment)
        ? new VirtualThreadTaskExecutor("wasm-cache-").getVirtualThreadFactory()
        : null;
  }
}
