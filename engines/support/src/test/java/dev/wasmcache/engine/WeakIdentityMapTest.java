package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.GarbageCollection;
import java.util.List;
import java.util.function.BooleanSupplier;
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
    BooleanSupplier onlyOneIsLeft =
        () -> {
          map.put(kept, "kept");
          return map.size() == 1;
        };
    assertThat(GarbageCollection.frees(onlyOneIsLeft)).isTrue();
    assertThat(map.get(kept)).isEqualTo("kept");
  }
}
