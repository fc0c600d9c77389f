package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {

  @Test
  void get_forObjectThatEqualsAnother_findsItsOwnValue() {
    WeakIdentityMap<List<String>, String> map = new WeakIdentityMap<>();
    List<String> one = List.of("x");
    List<String> other = List.of("x");

    map.put(one, "one");
    map.put(one, "again");
    assertThat(map.get(other)).isNull();
    map.put(other, "other");

    assertThat(map.get(one)).isEqualTo("again");
    assertThat(map.get(other)).isEqualTo("other");
    assertThat(map.size()).isEqualTo(2);
  }

  @Test
  void put_afterKeysWereCollected_removesTheirValues() {
    WeakIdentityMap<Object, String> map = new WeakIdentityMap<>();
    Object kept = new Object();
    for (int i = 0; i < 100; i++) {
      map.put(new Object(), "value");
    }
    for (int i = 0; map.size() > 1 && i < 1000; i++) {
      System.gc();
      map.put(kept, "kept");
    }
    assertThat(map.size()).isEqualTo(1);
    assertThat(map.get(kept)).isEqualTo("kept");
  }
}
