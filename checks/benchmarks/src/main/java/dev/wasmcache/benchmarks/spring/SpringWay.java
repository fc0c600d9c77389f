package dev.wasmcache.benchmarks.spring;

/** An application that is started. */
enum SpringWay {
  WITHOUT("without the starter"),
  AGAIN("without it, again: the noise"),
  WITH("with it and Endive"),
  CONFIGURED("with it and a property set");

  private final String label;

  SpringWay(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  boolean hasStarter() {
    return this == WITH || this == CONFIGURED;
  }
}
