package dev.wasmcache.internal.miss;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.stats.MissReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says what is different between what compiled a module before and what is to compile it now. */
public final class FingerprintChange {

  // A digest among the options need not be shown whole.
  private static final int LONGEST_VALUE = 80;

  private FingerprintChange() {}

  public static MissReason describe(Fingerprint before, Fingerprint now, Instant at) {
    MissReason.Kind kind;
    String change;
    if (!before.engine().equals(now.engine())) {
      kind = MissReason.Kind.ANOTHER_ENGINE;
      change =
          "never compiled by "
              + printable(now.engine())
              + " before, but by another engine: "
              + engine(before);
    } else if (!before.engineVersion().equals(now.engineVersion())) {
      kind = MissReason.Kind.ENGINE_CHANGED;
      change = "the engine changed: " + engine(before) + " -> " + engine(now);
    } else if (before.generation() != now.generation()) {
      kind = MissReason.Kind.GENERATION_RAISED;
      change = "the generation changed: " + before.generation() + " -> " + now.generation();
    } else if (before.formatVersion() != now.formatVersion()) {
      kind = MissReason.Kind.OPTIONS_CHANGED;
      change = "the format changed: " + before.formatVersion() + " -> " + now.formatVersion();
    } else {
      kind = MissReason.Kind.OPTIONS_CHANGED;
      change = "options changed: " + options(before, now);
    }
    return new MissReason(
        kind, change + "; last compiled " + at, Optional.empty(), Optional.of(at));
  }

  private static String engine(Fingerprint fingerprint) {
    return printable(fingerprint.engine() + " " + fingerprint.engineVersion());
  }

  private static String options(Fingerprint before, Fingerprint now) {
    Map<String, String> old = all(before);
    Map<String, String> current = all(now);
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(current.keySet());
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      String was = old.getOrDefault(name, "unset");
      String is = current.getOrDefault(name, "unset");
      if (!was.equals(is)) {
        text.append(text.isEmpty() ? "" : ", ");
        text.append(printable(name)).append(' ').append(printable(was));
        text.append(" -> ").append(printable(is));
      }
    }
    return text.toString();
  }

  private static Map<String, String> all(Fingerprint fingerprint) {
    Map<String, String> options = new TreeMap<>(fingerprint.options());
    options.put("target", fingerprint.target());
    return options;
  }

  /** A note comes from where others may write. */
  private static String printable(String text) {
    return Printable.text(text, LONGEST_VALUE);
  }
}
