package dev.wasmcache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Requests;
import dev.wasmcache.Waiting;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WeighedMapTest {

  private final AtomicInteger evictions = new AtomicInteger();
  private final WeighedMap<byte[]> map =
      new WeighedMap<>(
          1_000,
          new WeighedMap.Values<>() {
            @Override
            public long weigh(byte[] value) {
              return value.length;
            }

            @Override
            public void evicted() {
              evictions.incrementAndGet();
            }
          });

  @Test
  void put_withinTheWeight_keepsAll() {
    for (int i = 0; i < 10; i++) {
      map.put(key(i), new byte[100]);
    }
    assertThat(map.size()).isEqualTo(10);
    assertThat(map.weight()).isEqualTo(1_000);
    assertThat(evictions).hasValue(0);
  }

  @Test
  void put_pastTheWeight_evictsAndKeepsTheRest() {
    for (int i = 0; i < 30; i++) {
      map.put(key(i), new byte[100]);
    }
    Waiting.until(() -> map.weight() <= 1_000 && map.size() <= 10);
    assertThat(map.size()).isPositive();
    assertThat(evictions.get()).isEqualTo(30 - (int) map.size());
    assertThat(map.keys()).allSatisfy(key -> assertThat(map.get(key)).hasSize(100));
  }

  @Test
  void put_again_weighsTheNewValueOnly() {
    map.put(key(1), new byte[900]);
    map.put(key(1), new byte[200]);
    map.put(key(2), new byte[700]);
    assertThat(map.weight()).isEqualTo(900);
    assertThat(map.get(key(1))).hasSize(200);
  }

  @Test
  void put_heavierThanAll_keepsNothingOfIt() {
    map.put(key(1), new byte[1_001]);
    Waiting.until(() -> map.get(key(1)) == null);
  }

  @Test
  void put_whereCaffeineCannotBeLoaded_keepsWithinTheWeightAllTheSame() {
    AtomicInteger weighed = new AtomicInteger();
    WeighedMap<byte[]> alone =
        new WeighedMap<>(
            1_000,
            new WeighedMap.Values<>() {
              @Override
              public long weigh(byte[] value) {
                // Once by the map, and then by its replacement, which lacks a class.
                if (weighed.incrementAndGet() % 11 == 0 && value.length == 101) {
                  throw new NoClassDefFoundError("com/github/benmanes/caffeine/cache/SSMW");
                }
                return value.length;
              }

              @Override
              public void evicted() {}
            });
    for (int i = 0; i < 100; i++) {
      alone.put(key(i), new byte[101]);
      assertThat(alone.weight()).isLessThanOrEqualTo(1_000);
    }
    assertThat(weighed.get()).isGreaterThan(100);
    assertThat(alone.size()).isLessThan(10);
  }

  @Test
  void remove_beforeAndAfterEviction_saysWhetherThereWasOne() {
    map.put(key(1), new byte[10]);
    assertThat(map.remove(key(1))).isTrue();
    assertThat(map.remove(key(1))).isFalse();
    assertThat(map.weight()).isZero();
    for (int i = 0; i < 30; i++) {
      map.put(key(i), new byte[100]);
    }
    assertThat(map.remove(key(99))).isFalse();
    map.clear();
    assertThat(map.keys()).isEmpty();
    assertThat(map.weight()).isZero();
  }

  private static CacheKey key(int number) {
    return Requests.of(number).key();
  }
}
