package dev.wasmcache.spring.report;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.TierAccess;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.setting.Bytes;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Logs what the cache did during startup and, on shutdown, what it did in total. Creates no bean
 * for that: if nothing has needed the cache, there is nothing to tell.
 */
public final class CacheReport
    implements ApplicationListener<ApplicationReadyEvent>, BeanNameAware, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private static final String CACHE = "wasmCompilationCache";
  private static final String NOTHING = "0 modules from disk, 0 compiled";
  private static final String NOTHING_SAVED = "; saved 0.0 s of compile time";

  private final ConfigurableApplicationContext context;
  private final ConfigurableListableBeanFactory beans;
  private final String[] caches;
  private volatile boolean ready;

  /**
   * @param context has a cache of its own
   */
  public CacheReport(ConfigurableApplicationContext context) {
    this.context = context;
    this.beans = context.getBeanFactory();
    this.caches =
        beans.containsBeanDefinition(CACHE)
            ? new String[] {CACHE}
            : beans.getBeanNamesForType(CompilationCache.class, true, false);
  }

  /** The cache is closed after its last line. */
  @Override
  public void setBeanName(String name) {
    for (String cache : caches) {
      beans.registerDependentBean(cache, name);
    }
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    if (ready || !concerns(event.getApplicationContext())) {
      return;
    }
    ready = true;
    CompilationCache cache = created();
    if (cache == null) {
      log.info(
          "Wasm cache: {} since start{}; nothing is opened before the first load",
          NOTHING,
          NOTHING_SAVED);
    } else {
      log.info("Wasm cache: {}; {}", work(cache, "compiled since start"), place(cache));
    }
  }

  /** Returns the cache if it exists already; null if nothing has needed it so far. */
  private @Nullable CompilationCache created() {
    for (String name : caches) {
      if (beans.containsSingleton(name) && (caches.length == 1 || isPrimary(name))) {
        return beans.getBean(name, CompilationCache.class);
      }
    }
    return null;
  }

  private boolean isPrimary(String name) {
    return beans.containsBeanDefinition(name) && beans.getBeanDefinition(name).isPrimary();
  }

  /**
   * Events of child contexts arrive here too. Such an event counts as this context's own if this
   * context publishes none, because it was not started by a {@link SpringApplication}.
   */
  private boolean concerns(ApplicationContext started) {
    return started == context
        || context.getBeanNamesForType(ApplicationArguments.class, false, false).length == 0;
  }

  @Override
  public void destroy() {
    if (ready) {
      CompilationCache cache = created();
      log.info(
          "Wasm cache: closed; {} in all",
          cache == null ? NOTHING + NOTHING_SAVED : work(cache, "compiled"));
    }
  }

  /**
   * Returns what was done: "12 modules from disk, 1 compiled: 1 never-seen; saved 31.2 s of compile
   * time".
   */
  private static String work(CompilationCache cache, String compiled) {
    CacheStats stats = cache.stats();
    StringBuilder text = new StringBuilder();
    long fromDisk = stats.tier(Tier.DISK).requests(Outcome.HIT);
    long fromLayers = stats.tier(Tier.LAYER).requests(Outcome.HIT);
    long fromShared = stats.tier(Tier.SHARED).requests(Outcome.HIT);
    text.append(fromDisk).append(fromDisk == 1 ? " module" : " modules").append(" from disk, ");
    if (fromLayers > 0) {
      text.append(fromLayers).append(" from read-only directories, ");
    }
    if (fromShared > 0) {
      text.append(fromShared).append(" from the shared store, ");
    }
    text.append(stats.compilations()).append(' ').append(compiled);
    text.append(CompileReasons.summarize(cache.admin().compiles(), stats.compilations()));
    text.append("; saved ").append(seconds(stats.compileTimeSaved())).append(" of compile time");
    return text.toString();
  }

  /**
   * Returns where entries are stored: "memory 64 MB, disk /path (340 MB of 2 GB), read-only
   * /baked".
   */
  private String place(CompilationCache cache) {
    CacheMode mode = cache.admin().mode();
    if (mode == CacheMode.BYPASS) {
      return "bypassed";
    }
    CacheStats stats = cache.stats();
    String memory =
        stats.tiers().containsKey(Tier.MEMORY)
            ? Bytes.format(stats.tier(Tier.MEMORY).usage().maximumBytes())
            : "off";
    DiskTier disk = beans.getBean(DiskTier.class);
    return "memory "
        + memory
        + ", disk "
        + onDisk(stats, disk)
        + inLayers(disk)
        + inShared(stats)
        + (mode == CacheMode.READ_WRITE ? "" : ", mode " + mode.id());
  }

  private static String inLayers(DiskTier disk) {
    List<String> paths = disk.layerPaths();
    return paths.isEmpty() ? "" : ", read-only " + String.join(", ", paths);
  }

  private String inShared(CacheStats stats) {
    if (!stats.tiers().containsKey(Tier.SHARED)) {
      return "";
    }
    SharedTier shared = beans.getBean(SharedTier.class);
    String where = shared.address().isEmpty() ? shared.type() : shared.address();
    boolean readOnly = shared.access() == TierAccess.READ_ONLY;
    return ", shared " + where + (readOnly ? " (read-only)" : "");
  }

  private static String onDisk(CacheStats stats, DiskTier disk) {
    if (!stats.tiers().containsKey(Tier.DISK)) {
      return disk.problem().isPresent() ? "not usable" : "off";
    }
    String size = size(stats.tier(Tier.DISK).usage());
    return disk.store().map(store -> store.directory() + " (" + size + ")").orElse(size);
  }

  private static String size(StoreUsage usage) {
    String limit = Bytes.format(usage.maximumBytes());
    return usage.bytes() < 0 ? "up to " + limit : Bytes.format(usage.bytes()) + " of " + limit;
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
