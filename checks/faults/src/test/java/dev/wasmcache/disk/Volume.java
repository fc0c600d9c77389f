package dev.wasmcache.disk;

import dev.wasmcache.simulated.Dice;
import dev.wasmcache.simulated.Process;
import dev.wasmcache.simulated.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A simulated disk, with the promises of a journaling file system and no more: a change of names is
 * whole and in order, but on the disk only after the next fsync of any file; bytes are on the disk
 * after fsync of their file. Shared by the processes of a machine.
 */
public final class Volume {

  /** The block size. */
  static final long BLOCK = 4096;

  /** The directory of the cache. */
  public static final Path DIRECTORY = Path.of("/simulated/cache");

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int USER = userId();
  private static final int OTHER_USER = USER + 1;
  private static final long CAPACITY = 64L * 1024 * 1024;

  private final Node root;
  private final List<Change> changes = new ArrayList<>();
  private final Map<Node, Process> locks = new HashMap<>();
  private final Map<Process, Integer> handles = new HashMap<>();
  private final Map<Thread, Path> examined = new LinkedHashMap<>();
  private final Map<Path, Parts> parts = new HashMap<>();
  private long numbers;
  private long clockMillis;

  /** A change of a name that is not on the disk yet. */
  private record Change(Node directory, String name, @Nullable Node node, @Nullable String from) {
    void apply() {
      if (from != null) {
        directory.durableChildren.remove(from);
      }
      if (node == null) {
        directory.durableChildren.remove(name);
      } else {
        directory.durableChildren.put(name, node);
      }
    }
  }

  public Volume() {
    root = node(Node.Kind.DIRECTORY, 0755);
    Node parent = node(Node.Kind.DIRECTORY, 0755);
    root.children.put("simulated", parent);
    root.durableChildren.put("simulated", parent);
  }

  private static int userId() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the time of the machine. */
  public Instant now() {
    return START.plusNanos(World.nanos()).plusMillis(clockMillis);
  }

  /** Lets the clock of the machine jump. */
  public void jump(long millis) {
    clockMillis += millis;
  }

  private Node node(Node.Kind kind, int mode) {
    return new Node(++numbers, kind, USER, mode, START);
  }

  /** The parts of a path. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Parts(String[] names, String text) {
    private static Parts of(Path path) {
      String[] names = new String[path.getNameCount()];
      for (int i = 0; i < names.length; i++) {
        names[i] = path.getName(i).toString();
      }
      return new Parts(names, path.toString());
    }
  }

  private Parts parts(Path path) {
    return parts.computeIfAbsent(path, Parts::of);
  }

  String text(Path path) {
    return parts(path).text();
  }

  @Nullable Node find(Path path) {
    Node node = root;
    for (String name : parts(path).names()) {
      if (node == null || !node.isDirectory()) {
        return null;
      }
      node = node.children.get(name);
    }
    return node;
  }

  Node get(Path path) throws IOException {
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  private Node parent(Path path) throws IOException {
    Node parent = get(path.getParent());
    if (!parent.isDirectory()) {
      throw new FileSystemException(path.toString(), null, "Not a directory");
    }
    return parent;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  Node create(Path path, Node.Kind kind) throws IOException {
    Node parent = parent(path);
    if (parent.children.containsKey(name(path))) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Node node = new Node(++numbers, kind, USER, kind == Node.Kind.DIRECTORY ? 0700 : 0600, now());
    parent.children.put(name(path), node);
    changes.add(new Change(parent, name(path), node, null));
    return node;
  }

  void move(Path from, Path to) throws IOException {
    Node node = get(from);
    Node parent = parent(to);
    Node before = parent.children.get(name(to));
    if (before != null && before.isDirectory() && !before.children.isEmpty()) {
      throw new FileSystemException(from.toString(), to.toString(), "Directory not empty");
    }
    if (before != null && before.isDirectory() && !node.isDirectory()) {
      throw new FileSystemException(from.toString(), to.toString(), "Is a directory");
    }
    parent(from).children.remove(name(from));
    parent.children.put(name(to), node);
    changes.add(new Change(parent, name(to), node, name(from)));
  }

  void delete(Path path) throws IOException {
    Node node = get(path);
    if (!node.children.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    Node parent = parent(path);
    parent.children.remove(name(path));
    changes.add(new Change(parent, name(path), null, null));
  }

  List<Path> list(Path directory) throws IOException {
    Node node = get(directory);
    if (!node.isDirectory()) {
      throw new NotDirectoryException(directory.toString());
    }
    return node.children.keySet().stream().map(directory::resolve).toList();
  }

  /** Returns when the file and every name so far are on the disk. */
  void sync(Node node) {
    node.sync();
    changes.forEach(Change::apply);
    changes.clear();
  }

  /** Everything that is not on the disk is lost, or not: names in their order, bytes by pages. */
  public void cutPower(Dice dice) {
    int kept = dice.below(changes.size() + 1);
    changes.subList(0, kept).forEach(Change::apply);
    changes.clear();
    cutPower(root, dice);
    locks.clear();
    handles.clear();
  }

  private static void cutPower(Node node, Dice dice) {
    node.children.clear();
    node.children.putAll(node.durableChildren);
    node.cutPower(dice);
    node.children.values().forEach(child -> cutPower(child, dice));
  }

  /** A thread examines a name, and may open it next. */
  void looks(Thread thread, Path path) {
    examined.put(thread, path);
  }

  /** A thread makes another call than that. */
  void acts(Thread thread) {
    examined.remove(thread);
  }

  /** Whether a thread has examined this name and may be about to open it. */
  boolean isExamined(Path path) {
    return examined.entrySet().stream()
        .anyMatch(entry -> entry.getKey().isAlive() && entry.getValue().equals(path));
  }

  boolean lock(Node node, Process owner) {
    return locks.putIfAbsent(node, owner) == null;
  }

  void unlock(Node node) {
    locks.remove(node);
  }

  void opened(Process process) {
    handles.merge(process, 1, Integer::sum);
  }

  void closed(Process process) {
    handles.merge(process, -1, Integer::sum);
  }

  /** Releases what a process that has died held. */
  public void release(Process process) {
    locks.values().removeIf(process::equals);
    handles.remove(process);
  }

  /** Returns how many files a process has open. */
  public int openFiles(Process process) {
    return handles.getOrDefault(process, 0);
  }

  /** Returns how many locks of files a process holds. */
  public long locks(Process process) {
    return locks.values().stream().filter(process::equals).count();
  }

  long usable() {
    return CAPACITY - taken(root);
  }

  /**
   * Returns what the cache directory takes, as {@code du} measures it: without folders that were
   * put in the place of files, and pipes take nothing.
   */
  public long taken() {
    Node directory = find(DIRECTORY);
    return directory == null ? 0 : taken(directory);
  }

  private static long taken(Node node) {
    if (node.tampered && !node.isRegular()) {
      return 0;
    }
    long sum = Math.max(1, (node.size() + BLOCK - 1) / BLOCK) * BLOCK;
    for (Node child : node.children.values()) {
      sum += taken(child);
    }
    return sum;
  }

  /** Calls for each file below a folder of entries. */
  void eachFile(BiConsumer<Path, Node> action) {
    Path version = DIRECTORY.resolve(DiskLayout.VERSION);
    Node node = find(version);
    if (node == null) {
      return;
    }
    for (Map.Entry<String, Node> folder : List.copyOf(node.children.entrySet())) {
      if (folder.getValue().isDirectory()) {
        Path path = version.resolve(folder.getKey());
        for (Map.Entry<String, Node> file : List.copyOf(folder.getValue().children.entrySet())) {
          action.accept(path.resolve(file.getKey()), file.getValue());
        }
      }
    }
  }

  static int user() {
    return USER;
  }

  static int otherUser() {
    return OTHER_USER;
  }
}
