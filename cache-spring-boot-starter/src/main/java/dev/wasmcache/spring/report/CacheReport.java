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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/** Logs what the cache did during startup and, on shutdown, what it did in total. */
public final class CacheReport
    implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private final ApplicationContext context;
  private final CompilationCache cache;
  private final DiskTier disk;
  private final SharedTier shared;
  private final CacheMode mode;
  private volatile boolean ready;

  public CacheReport(
      ApplicationContext context,
      CompilationCache cache,
      DiskTier disk,
      SharedTier shared,
      CacheMode mode) {
    this.context = context;
    this.cache = cache;
    this.disk = disk;
    this.shared = shared;
    this.mode = mode;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    if (!ready && concerns(event.getApplicationContext())) {
      ready = true;
      CacheStats stats = cache.stats();
      log.info("Wasm cache: {}; {}", work(stats, "compiled since start"), place(stats));
    }
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
      log.info("Wasm cache: closed; {} in all", work(cache.stats(), "compiled"));
    }
  }

  /**
   * Returns what was done: "12 modules from disk, 1 compiled: 1 never-seen; saved 31.2 s of compile
   * time".
   */
  private String work(CacheStats stats, String compiled) {
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
  private String place(CacheStats stats) {
    if (mode == CacheMode.BYPASS) {
      return "bypassed";
    }
    String memory =
        stats.tiers().containsKey(Tier.MEMORY)
            ? Bytes.format(stats.tier(Tier.MEMORY).usage().maximumBytes())
            : "off";
    return "memory " + memory + ", disk " + onDisk(stats) + inLayers() + inShared(stats) + used();
  }

  private String inLayers() {
    List<String> paths = disk.layerPaths();
    return paths.isEmpty() ? "" : ", read-only " + String.join(", ", paths);
  }

  private String inShared(CacheStats stats) {
    if (!stats.tiers().containsKey(Tier.SHARED)) {
      return "";
    }
    String where = shared.address().isEmpty() ? shared.type() : shared.address();
    boolean readOnly = shared.access() == TierAccess.READ_ONLY;
    return ", shared " + where + (readOnly ? " (read-only)" : "");
  }

  private String used() {
    return mode == CacheMode.READ_WRITE ? "" : ", mode " + mode.id();
  }

  private String onDisk(CacheStats stats) {
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
