package dev.wasmcache.simulation;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each result may be: nothing, or bytes that were put under this very key. And what a good
 * entry may be deleted for: because it was asked for, because it does not load, or because of the
 * limits of the directory.
 */
final class Model {

  private static final int MOST_KEYS = 4;
  private static final int LARGEST = 9_000;
  private static final Fingerprint FINGERPRINT =
      new Fingerprint("simulated", "1", Map.of(), "none", 1, 0);

  private final boolean evicts;
  private final List<CompileRequest> requests = new ArrayList<>();
  private final Map<CacheKey, List<byte[]>> put = new HashMap<>();
  private final Map<CacheKey, Integer> deletions = new HashMap<>();
  private final Set<CacheKey> rejected = new HashSet<>();
  private final Set<String> compiling = new HashSet<>();
  private int deletionsOfAll;
  private boolean clockJumped;

  Model(boolean evicts) {
    this.evicts = evicts;
    int keys = 1 + World.dice().below(MOST_KEYS);
    for (int i = 0; i < keys; i++) {
      CompileRequest request =
          CompileRequest.of(("module " + i).getBytes(StandardCharsets.US_ASCII), FINGERPRINT);
      requests.add(request);
      put.put(request.key(), new ArrayList<>());
    }
  }

  List<CompileRequest> requests() {
    return requests;
  }

  CompileRequest any(Dice dice) {
    return requests.get(dice.below(requests.size()));
  }

  /** Returns bytes that no other artifact has, and remembers that they are put under a key. */
  byte[] newBytes(CacheKey key, Dice dice) {
    byte[] bytes = dice.bytes(8 + dice.below(LARGEST));
    put.get(key).add(bytes);
    return bytes;
  }

  Artifact checked(CacheKey key, Artifact artifact) {
    byte[] bytes = artifact.bytes();
    for (byte[] allowed : put.get(key)) {
      if (Arrays.equals(allowed, bytes)) {
        return artifact;
      }
    }
    World.fail("Bytes were returned that were not put under " + key);
    return artifact;
  }

  boolean mayBeDeleted(CacheKey key) {
    return evicts
        || clockJumped
        || deletionsOfAll > 0
        || rejected.contains(key)
        || deletions.getOrDefault(key, 0) > 0;
  }

  void clockJumps() {
    clockJumped = true;
  }

  void rejects(CacheKey key) {
    rejected.add(key);
  }

  void beginsDeletion(CacheKey key) {
    deletions.merge(key, 1, Integer::sum);
  }

  /** A deletion that fails may still be carried out later. */
  void endsDeletion(CacheKey key) {
    deletions.merge(key, -1, Integer::sum);
  }

  void beginsDeletionOfAll() {
    deletionsOfAll++;
  }

  void endsDeletionOfAll() {
    deletionsOfAll--;
  }

  /** At most one compile runs for a key of a cache. */
  void beginsCompile(String cache, CacheKey key) {
    if (!compiling.add(cache + key)) {
      World.fail("Two threads of a process compile the same module at once: " + key);
    }
  }

  void endsCompile(String cache, CacheKey key) {
    compiling.remove(cache + key);
  }
}
