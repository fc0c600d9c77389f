package dev.wasmcache.simulation;

import dev.wasmcache.CacheKey;
import dev.wasmcache.simulated.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the simulated shared store holds, and what it has not done yet. */
final class SharedServer {

  private final Model model;
  private final Map<CacheKey, byte[]> entries = new TreeMap<>();
  private final Map<CacheKey, byte[]> good = new TreeMap<>();
  private final Map<CacheKey, byte[]> notes = new TreeMap<>();
  private final Map<CacheKey, Long> leases = new TreeMap<>();
  private final List<Later> later = new ArrayList<>();
  private long grants;

  private record Later(long at, Runnable change) {}

  SharedServer(Model model) {
    this.model = model;
  }

  void later(long nanos, Runnable change) {
    later.add(new Later(World.deadline(nanos), change));
  }

  /** Does what is due. */
  void advance() {
    List<Later> due = later.stream().filter(change -> change.at() <= World.nanos()).toList();
    later.removeAll(due);
    due.forEach(change -> change.change().run());
  }

  /** Does all of what it still has to do. */
  void settle() {
    later.forEach(change -> change.change().run());
    later.clear();
  }

  byte @Nullable [] entry(CacheKey key) {
    return entries.get(key);
  }

  List<CacheKey> keys() {
    return List.copyOf(entries.keySet());
  }

  void put(CacheKey key, byte[] bytes) {
    entries.put(key, bytes);
    good.put(key, bytes);
  }

  void damage(CacheKey key, byte[] bytes) {
    entries.put(key, bytes);
    good.remove(key);
  }

  void forget(CacheKey key) {
    entries.remove(key);
    good.remove(key);
  }

  boolean isGood(CacheKey key) {
    return good.containsKey(key);
  }

  boolean delete(CacheKey key) {
    if (good.containsKey(key) && !model.mayBeDeleted(key)) {
      World.fail("A good entry of the shared store is deleted: " + key);
    }
    good.remove(key);
    return entries.remove(key) != null;
  }

  /** As a store does that compares what it deletes with what was opened. */
  boolean discard(CacheKey key, byte[] opened) {
    return Arrays.equals(entries.get(key), opened) && delete(key);
  }

  byte @Nullable [] note(CacheKey key) {
    return notes.get(key);
  }

  void putNote(CacheKey key, byte[] note) {
    notes.put(key, note);
  }

  /** Returns the number of the lease; 0 if it is taken. */
  long lease(CacheKey key, long nanos, boolean twice) {
    Long taken = leases.get(key);
    if (!twice && taken != null && taken > World.nanos()) {
      return 0;
    }
    leases.put(key, World.deadline(nanos));
    return ++grants;
  }

  void release(CacheKey key) {
    leases.remove(key);
  }
}
