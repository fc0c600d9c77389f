package dev.wasmcache.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.FaultKind;
import dev.wasmcache.simulated.FaultPlan;
import dev.wasmcache.simulated.Process;
import dev.wasmcache.simulated.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What befalls a machine between two calls of its processes. */
public final class Vandal {

  private static final int RARELY = 60;

  private final Volume volume;
  private final FaultPlan faults;
  private final FileRules rules;
  private final Map<CacheKey, byte[]> forged;
  private final Runnable powerCut;
  private final Runnable clockJumps;

  /**
   * @param forged an entry for each key that would be accepted, with bytes that were never put
   * @param powerCut kills the processes of the machine
   * @param clockJumps is told that entries may look unused now
   */
  public Vandal(
      Volume volume,
      FaultPlan faults,
      FileRules rules,
      Map<CacheKey, byte[]> forged,
      Runnable powerCut,
      Runnable clockJumps) {
    this.volume = volume;
    this.faults = faults;
    this.rules = rules;
    this.forged = forged;
    this.powerCut = powerCut;
    this.clockJumps = clockJumps;
  }

  void strike(Process process) {
    if (!faults.isActive()) {
      return;
    }
    Dice dice = faults.dice();
    if (faults.strikes(FaultKind.KILL, 2 * RARELY)) {
      process.kill();
      volume.release(process);
      World.step("killed");
    }
    if (faults.strikes(FaultKind.POWER_CUT, 2 * RARELY)) {
      powerCut.run();
      volume.cutPower(dice);
      rules.powerWasCut(volume);
      World.step("power cut");
    }
    if (faults.strikes(FaultKind.INTERRUPT, RARELY)) {
      process.interruptOne(dice);
    }
    if (faults.strikes(FaultKind.CLOCK_JUMP, RARELY)) {
      long most = Duration.ofDays(dice.oneIn(2) ? 1 : 1000).toMillis();
      clockJumps.run();
      volume.jump(dice.between(-most, most));
    }
    if (faults.strikes(FaultKind.VANISHED_DIRECTORY, RARELY)) {
      vanish(dice);
    }
    if (faults.strikes(FaultKind.LEFTOVERS, RARELY)) {
      leaveFile(dice);
    }
    strikeFile(dice);
  }

  private void strikeFile(Dice dice) {
    if (faults.strikes(FaultKind.BIT_FLIP, RARELY)) {
      anyFile(dice, node -> flip(node, dice));
    }
    if (faults.strikes(FaultKind.TRUNCATION, RARELY)) {
      anyFile(
          dice, node -> setData(node, Arrays.copyOf(node.data, dice.below(node.data.length + 1))));
    }
    if (faults.strikes(FaultKind.DATED_AHEAD, RARELY)) {
      clockJumps.run();
      anyFile(
          dice,
          node ->
              node.modified =
                  volume.now().plusSeconds(dice.between(600, Duration.ofDays(400).toSeconds())));
    }
    if (faults.strikes(FaultKind.FOREIGN_FILE, RARELY / 3)) {
      putForged(dice);
    }
    if (faults.strikes(FaultKind.OTHER_VERSION, RARELY / 3)) {
      putGarbage(dice);
    }
    if (faults.strikes(FaultKind.SPECIAL_FILE, RARELY / 3)) {
      putSpecial(dice);
    }
  }

  private static void flip(Node node, Dice dice) {
    if (node.data.length > 0) {
      byte[] flipped = node.data.clone();
      flipped[dice.below(flipped.length)] ^= (byte) (1 << dice.below(8));
      setData(node, flipped);
    }
  }

  private static void setData(Node node, byte[] data) {
    node.data = data;
    node.durable = data;
    node.tampered = true;
  }

  private void anyFile(Dice dice, Consumer<Node> action) {
    List<Node> found = new ArrayList<>();
    volume.eachFile(
        (path, node) -> {
          if (node.isRegular()) {
            found.add(node);
          }
        });
    Node log = volume.find(new DiskLayout(Volume.DIRECTORY).evictionLog());
    if (log != null && log.isRegular()) {
      found.add(log);
    }
    if (!found.isEmpty()) {
      action.accept(found.get(dice.below(found.size())));
    }
  }

  private void vanish(Dice dice) {
    Path version = Volume.DIRECTORY.resolve(DiskLayout.VERSION);
    Node parent = volume.find(dice.oneIn(2) ? version : Volume.DIRECTORY.getParent());
    if (parent != null && !parent.children.isEmpty()) {
      List<String> names = new ArrayList<>(parent.children.keySet());
      String name = names.get(dice.below(names.size()));
      parent.children.remove(name);
      parent.durableChildren.remove(name);
    }
  }

  private CacheKey anyKey(Dice dice) {
    List<CacheKey> keys = new ArrayList<>(forged.keySet());
    return keys.get(dice.below(keys.size()));
  }

  private void putForged(Dice dice) {
    CacheKey key = anyKey(dice);
    put(new DiskLayout(Volume.DIRECTORY).entry(key), forgedNode(key, dice));
  }

  /** Of another user, or writable for others. */
  private Node forgedNode(CacheKey key, Dice dice) {
    boolean others = dice.oneIn(2);
    int owner = others ? Volume.otherUser() : Volume.user();
    Node node = new Node(dice.next(), Node.Kind.REGULAR, owner, others ? 0600 : 0666, volume.now());
    setData(node, forged.get(key));
    return node;
  }

  /** Of another key, or of a version that this one does not know. */
  private void putGarbage(Dice dice) {
    CacheKey key = anyKey(dice);
    Node node = new Node(dice.next(), Node.Kind.REGULAR, Volume.user(), 0600, volume.now());
    byte[] bytes = forged.get(dice.oneIn(2) ? anyKey(dice) : key).clone();
    bytes[dice.below(Math.min(bytes.length, 12))]++;
    setData(node, bytes);
    put(new DiskLayout(Volume.DIRECTORY).entry(key), node);
  }

  private void putSpecial(Dice dice) {
    DiskLayout layout = new DiskLayout(Volume.DIRECTORY);
    CacheKey key = anyKey(dice);
    Path path =
        switch (dice.below(6)) {
          case 0 -> layout.entry(key);
          case 1 -> layout.lease(key);
          case 2 -> layout.collectorLock();
          case 3 -> layout.evictionLog();
          case 4 -> layout.folder(key);
          default -> Volume.DIRECTORY.resolve(CacheDirectory.TAG);
        };
    if (volume.isExamined(path)) {
      // Only this user could exchange a file at that moment; a pipe would then hold the thread.
      return;
    }
    boolean folder = dice.below(6) < 2 && !path.equals(layout.folder(key));
    put(
        path,
        new Node(
            dice.next(),
            folder ? Node.Kind.DIRECTORY : Node.Kind.PIPE,
            Volume.user(),
            0700,
            volume.now()));
  }

  /** Exchanges an entry at the worst moment: after it was examined, before it is opened. */
  void replace(Path path) {
    if (DiskLayout.key(path).isPresent() && faults.strikes(FaultKind.REPLACED_FILE, 3)) {
      put(path, forgedNode(DiskLayout.key(path).get(), faults.dice()));
    }
  }

  private void put(Path path, Node node) {
    Node parent = volume.find(path.getParent());
    if (parent != null && parent.isDirectory()) {
      node.tampered = true;
      parent.children.put(path.getFileName().toString(), node);
      parent.durableChildren.put(path.getFileName().toString(), node);
    }
  }

  /** As a process leaves them that is killed while it writes or compiles. */
  private void leaveFile(Dice dice) {
    CacheKey key = anyKey(dice);
    DiskLayout layout = new DiskLayout(Volume.DIRECTORY);
    Node node = new Node(dice.next(), Node.Kind.REGULAR, Volume.user(), 0600, volume.now());
    setData(node, dice.bytes(dice.below(60_000)));
    node.modified = volume.now().plusSeconds(dice.between(-9_000, 9_000));
    put(dice.oneIn(3) ? layout.lease(key) : DiskLayout.temporary(layout.entry(key)), node);
  }
}
