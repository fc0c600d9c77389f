package dev.wasmcache.cli.directory;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.admin.EntryInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums of what the headers of entries say. Does no I/O. Not safe for concurrent use. */
final class DirectoryStats {

  /** An engine that has compiled entries. */
  record Engine(String name, String version) implements Comparable<Engine> {
    static final Engine UNKNOWN = new Engine("unknown", "");

    @Override
    public int compareTo(Engine other) {
      int order = name.compareTo(other.name);
      return order != 0 ? order : version.compareTo(other.version);
    }
  }

  /** What an engine has compiled. */
  record Sum(long entries, long bytes, Duration compileTime) {
    private Sum plus(EntryInfo info) {
      return new Sum(entries + 1, bytes + info.size(), compileTime.plus(info.compileTime()));
    }
  }

  private static final Sum NOTHING = new Sum(0, 0, Duration.ZERO);

  private final Map<Engine, Sum> engines = new TreeMap<>();
  private Sum all = NOTHING;
  private long unreadable;
  private @Nullable Instant oldest;
  private @Nullable Instant newest;

  /** Adds an entry; an empty one has a header that does not verify. */
  void add(Optional<EntryInfo> entry) {
    if (entry.isEmpty()) {
      unreadable++;
      return;
    }
    EntryInfo info = entry.get();
    all = all.plus(info);
    Engine engine = engine(info.fingerprint());
    engines.put(engine, engines.getOrDefault(engine, NOTHING).plus(info));
    Instant created = info.createdAt().orElse(null);
    if (created != null) {
      oldest = oldest == null || created.isBefore(oldest) ? created : oldest;
      newest = newest == null || created.isAfter(newest) ? created : newest;
    }
  }

  private static Engine engine(Optional<Fingerprint> fingerprint) {
    return fingerprint.isPresent()
        ? new Engine(fingerprint.get().engine(), fingerprint.get().engineVersion())
        : Engine.UNKNOWN;
  }

  /** Returns how many entries there are, readable or not. */
  long entries() {
    return all.entries() + unreadable;
  }

  long unreadable() {
    return unreadable;
  }

  /** Returns the size of the readable artifacts. */
  long bytes() {
    return all.bytes();
  }

  Duration compileTime() {
    return all.compileTime();
  }

  Optional<Instant> oldest() {
    return Optional.ofNullable(oldest);
  }

  Optional<Instant> newest() {
    return Optional.ofNullable(newest);
  }

  Map<Engine, Sum> engines() {
    return engines;
  }
}
