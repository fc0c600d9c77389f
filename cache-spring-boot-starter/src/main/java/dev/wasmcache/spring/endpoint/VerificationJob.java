package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/** Verifies every entry, on a separate thread. Only one verification runs at a time. */
final class VerificationJob implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);
  private static final int PAGE = 1000;
  private static final int MOST_SHOWN = 100;

  private final CompilationCache cache;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Run last;
  private volatile boolean stopped;

  VerificationJob(CompilationCache cache, InstantSource clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /** Starts a verification and returns its state. Refused while another one runs. */
  Verification start() {
    lock.lock();
    try {
      if (last != null && last.finishedAt == null) {
        throw new RefusedException(
            Problem.of(409, "A verification is running; only one runs at a time")
                .with(last.snapshot()));
      }
      Run run = new Run(clock.instant());
      last = run;
      daemon(run).start();
      return run.snapshot();
    } finally {
      lock.unlock();
    }
  }

  private static Thread daemon(Run run) {
    Thread thread = new Thread(run, "wasm-cache-verification");
    thread.setDaemon(true);
    return thread;
  }

  /** Returns the state of the running verification, or of the last one. */
  Verification state() {
    lock.lock();
    try {
      return last == null ? Verification.NONE : last.snapshot();
    } finally {
      lock.unlock();
    }
  }

  /** Verifies one entry on the calling thread. */
  Verification.OfOne verify(CacheKey key) {
    Map<String, String> tiers = new LinkedHashMap<>();
    cache.admin().verify(key).forEach((tier, outcome) -> tiers.put(tier.id(), outcome.id()));
    if (tiers.values().stream().allMatch(Outcome.MISS.id()::equals)) {
      throw RefusedException.notFound("No tier below memory has an entry under " + key);
    }
    return new Verification.OfOne(key.toHex(), tiers);
  }

  @Override
  public void destroy() {
    stopped = true;
  }

  /** One pass over the entries. Its fields are guarded by the lock. */
  private final class Run implements Runnable {
    private final Instant startedAt;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final List<Verification.Bad> bad = new ArrayList<>();
    private String state = "running";
    private long examined;
    private @Nullable Instant finishedAt;

    private Run(Instant startedAt) {
      this.startedAt = startedAt;
    }

    @Override
    public void run() {
      String end = "failed";
      try {
        end = verifyAll() ? "finished" : "stopped";
      } catch (RuntimeException | LinkageError e) {
        log.warn("Wasm cache: the verification of all entries failed", e);
      } finally {
        finish(end);
      }
    }

    private boolean verifyAll() {
      List<CacheKey> page = cache.admin().keys(null, PAGE);
      while (!page.isEmpty()) {
        for (CacheKey key : page) {
          if (stopped) {
            return false;
          }
          add(key, cache.admin().verify(key));
        }
        page = cache.admin().keys(page.get(page.size() - 1), PAGE);
      }
      return true;
    }

    private void add(CacheKey key, Map<Tier, Outcome> found) {
      lock.lock();
      try {
        examined++;
        found.forEach(
            (tier, outcome) -> {
              if (outcome != Outcome.MISS) {
                outcomes.merge(outcome.id(), 1L, Long::sum);
              }
              if (outcome != Outcome.MISS && outcome != Outcome.HIT && bad.size() < MOST_SHOWN) {
                bad.add(new Verification.Bad(key.toHex(), tier.id(), outcome.id()));
              }
            });
      } finally {
        lock.unlock();
      }
    }

    private void finish(String end) {
      lock.lock();
      try {
        state = end;
        finishedAt = clock.instant();
        log.info("Wasm cache: verification {}: {} entries, {}", end, examined, outcomes);
      } finally {
        lock.unlock();
      }
    }

    private Verification snapshot() {
      return new Verification(
          state, startedAt, finishedAt, examined, new LinkedHashMap<>(outcomes), List.copyOf(bad));
    }
  }
}
