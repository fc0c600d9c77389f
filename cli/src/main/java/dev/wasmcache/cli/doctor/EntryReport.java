package dev.wasmcache.cli.doctor;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.cli.option.CacheLocation;
import dev.wasmcache.cli.option.Entries;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.cli.output.Units;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the entries of a directory say of themselves. Not safe for concurrent use. */
final class EntryReport {

  private final Map<String, Map<String, Long>> versions = new HashMap<>();
  private final Map<Outcome, Long> refused = new EnumMap<>(Outcome.class);
  private long readable;
  private @Nullable Instant newest;

  private EntryReport() {}

  /** Reads the headers of all entries; empty if the directory cannot be read. */
  static Optional<EntryReport> read(CacheLocation location) {
    try (CompilationCache cache = location.read()) {
      EntryReport report = new EntryReport();
      CacheAdmin admin = cache.admin();
      Entries.forEach(admin, key -> report.add(admin, key));
      return Optional.of(report);
    } catch (UsageException e) {
      // It is missing or refused, which other checks say.
      return Optional.empty();
    }
  }

  private void add(CacheAdmin admin, CacheKey key) {
    Optional<EntryInfo> info = Entries.inspect(admin, key);
    if (info.isEmpty()) {
      // Only now, since it reads the whole entry.
      Outcome outcome = admin.verify(key).getOrDefault(Tier.DISK, Outcome.MISS);
      if (outcome != Outcome.HIT && outcome != Outcome.MISS) {
        refused.merge(outcome, 1L, Long::sum);
      }
      return;
    }
    readable++;
    info.get()
        .fingerprint()
        .ifPresent(
            fingerprint ->
                versions
                    .computeIfAbsent(fingerprint.engine(), engine -> new TreeMap<>())
                    .merge(fingerprint.engineVersion(), 1L, Long::sum));
    Instant created = info.get().createdAt().orElse(null);
    if (created != null && (newest == null || created.isAfter(newest))) {
      newest = created;
    }
  }

  Optional<Instant> newest() {
    return Optional.ofNullable(newest);
  }

  /** Returns how many entries there are of each version of an engine. */
  Map<String, Long> versions(String engine) {
    return versions.getOrDefault(engine, Map.of());
  }

  /** Says which entries would be refused. */
  Check check(GlobalOptions options) {
    String found = Units.count(readable, "entry") + " accepted";
    if (refused.isEmpty()) {
      return Check.ok("entries", found + " by their headers; 'verify' reads all of them");
    }
    StringBuilder text = new StringBuilder(found);
    refused.forEach(
        (outcome, count) -> text.append(", ").append(count).append(' ').append(outcome.id()));
    StringBuilder remedy = new StringBuilder();
    if (refused.containsKey(Outcome.CORRUPT)) {
      remedy.append("Delete damaged ones with 'wasm-cache evict --damaged'. ");
    }
    if (refused.containsKey(Outcome.UNAUTHENTIC) || refused.containsKey(Outcome.STALE)) {
      remedy.append(
          options.haveKeys()
              ? "Entries that were stored without these keys, or in files that other users can"
                  + " write, are not used: give the application the keys of its builder, and a"
                  + " directory of its own."
              : "If the application has keys, name them here: "
                  + GlobalOptions.PUBLIC_KEY
                  + " or "
                  + GlobalOptions.SECRET
                  + ". If it has none, give it a directory of its own.");
    }
    return Check.problem(
        "entries",
        text.toString(),
        remedy.isEmpty() ? "See 'wasm-cache verify --verbose'." : remedy.toString().strip());
  }
}
