package dev.wasmcache.benchmarks.fleet;

import java.util.EnumSet;
import java.util.Set;

/**
 * How processes use a shared tier: the parts that were added to the former protocol. Immutable.
 *
 * @param rule how a waiting process polls
 * @param podsPerHost how many pods share a directory, and so one download; 1 if each has its own
 */
record Protocol(WaitRule rule, Set<Part> parts, int podsPerHost) {

  /** Before any part was added. */
  static final Protocol FORMER = new Protocol(WaitRule.PRESENT, EnumSet.noneOf(Part.class), 1);

  /** That of the cache, for pods that each have a directory of their own. */
  static final Protocol CURRENT = new Protocol(WaitRule.PRESENT, EnumSet.allOf(Part.class), 1);

  /** A change of the protocol that can be modelled alone. */
  enum Part {
    /** Entries are compressed, and hold nothing that the caller has. */
    COMPRESSION("smaller entries"),
    /** A read is judged by its progress and by what the hit is worth. */
    PROGRESS("progress and worth"),
    /** A read that the server refused is repeated after a pause. */
    RETRY("repeat what was refused"),
    /** A lease that was refused is one that another process holds. */
    LEASE("a busy lease is taken"),
    /** A process that has waited in vain compiles only with a probability. */
    WAITING("a few go first"),
    /** A read whose connection broke goes on where it stopped. */
    RESUME("resumed reads");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  Protocol with(Part part) {
    Set<Part> more = EnumSet.of(part);
    more.addAll(parts);
    return new Protocol(rule, more, podsPerHost);
  }

  Protocol without(Part part) {
    Set<Part> less = EnumSet.noneOf(Part.class);
    less.addAll(parts);
    less.remove(part);
    return new Protocol(rule, less, podsPerHost);
  }

  Protocol polling(WaitRule other) {
    return new Protocol(other, parts, podsPerHost);
  }

  /** Returns the same for pods of which so many share a host. */
  Protocol onHostsOf(int pods) {
    return new Protocol(rule, parts, pods);
  }
}
