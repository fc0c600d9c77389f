package dev.wasmcache.benchmarks.boot;

import java.util.Optional;

/** A way in which the service has its modules. */
enum BootWay {
  NO_MODULES("", "no modules: the service itself", false, false),
  NO_CACHE("a", "no cache", false, false),
  ENGINE_CACHE("b", "engine's own cache, wired by hand", false, false),
  ENGINE_CACHE_ARCHIVE("", "engine's own cache, with an archive of the JVM", false, true),
  STARTER("c", "starter", true, false),
  STARTER_ARCHIVE("d", "starter, with an archive of the JVM", true, true);

  private final String letter;
  private final String title;
  private final boolean usesStarter;
  private final boolean usesArchive;

  BootWay(String letter, String title, boolean usesStarter, boolean usesArchive) {
    this.letter = letter;
    this.title = title;
    this.usesStarter = usesStarter;
    this.usesArchive = usesArchive;
  }

  String title() {
    return letter.isEmpty() ? title : "(" + letter + ") " + title;
  }

  boolean usesStarter() {
    return usesStarter;
  }

  boolean usesArchive() {
    return usesArchive;
  }

  /** Whether the service loads and calls modules. */
  boolean hasModules() {
    return this != NO_MODULES;
  }

  /** Returns the name of its directory, which a way with an archive shares; empty for none. */
  Optional<String> directory() {
    return this == NO_CACHE || this == NO_MODULES
        ? Optional.empty()
        : Optional.of(usesStarter ? "starter" : "engine's own");
  }
}
