package dev.wasmcache.spring.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is refreshed only after some time, so that the meters of one scrape share it. */
final class Snapshot<T> {

  static final Duration AGE = Duration.ofMillis(100);

  private final Supplier<T> source;
  private final LongSupplier nanoTime;
  private volatile @Nullable Taken<T> taken;

  Snapshot(Supplier<T> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  T get() {
    Taken<T> last = taken;
    long now = nanoTime.getAsLong();
    if (last == null || now - last.at() >= AGE.toNanos()) {
      last = new Taken<>(source.get(), now);
      taken = last;
    }
    return last.value();
  }

  private record Taken<T>(T value, long at) {}
}
