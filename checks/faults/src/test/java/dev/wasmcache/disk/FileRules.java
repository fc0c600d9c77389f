package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.simulated.World;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What may happen to the files of entries: an entry that was given its name stays as it was, also
 * through a power cut, until it is replaced or there is a reason to delete it.
 *
 * <p>A file that replaces another one between the last look at its name and its deletion may be
 * deleted in its place: no system call deletes a file on a condition.
 */
public final class FileRules {

  private final Predicate<CacheKey> mayBeDeleted;
  private final Map<Node, byte[]> published = new HashMap<>();
  private final Set<Node> misread = new HashSet<>();

  /**
   * @param mayBeDeleted whether there is a reason to delete the entry of a key
   */
  public FileRules(Predicate<CacheKey> mayBeDeleted) {
    this.mayBeDeleted = mayBeDeleted;
  }

  void published(Path path, Node node) {
    if (DiskLayout.key(path).isPresent()) {
      published.put(node, node.data);
    }
  }

  void misread(Node node) {
    misread.add(node);
  }

  /**
   * @param meant whether the thread that deletes it has seen it under this name
   */
  void deleted(Path path, Node node, boolean meant) {
    Optional<CacheKey> key = DiskLayout.key(path);
    if (key.isPresent()
        && meant
        && isGood(node)
        && !misread.contains(node)
        && !mayBeDeleted.test(key.get())) {
      World.fail("A good entry is deleted: " + path);
    }
  }

  private boolean isGood(Node node) {
    byte[] bytes = published.get(node);
    return bytes != null
        && !node.tampered
        && node.owner != Volume.otherUser()
        && Arrays.equals(node.data, bytes);
  }

  /** Whether the entry of a key is there, as the product has stored it. */
  public boolean isGood(Volume volume, CacheKey key) {
    Node node = volume.find(new DiskLayout(Volume.DIRECTORY).entry(key));
    return node != null && isGood(node);
  }

  /** Checks what a power cut has left. */
  void powerWasCut(Volume volume) {
    volume.eachFile(
        (path, node) -> {
          byte[] bytes = published.get(node);
          if (bytes != null
              && !node.tampered
              && DiskLayout.key(path).isPresent()
              && !Arrays.equals(node.data, bytes)) {
            World.fail("The power cut has damaged an entry that was synced: " + path);
          }
        });
  }
}
