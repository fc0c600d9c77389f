package dev.wasmcache.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was found about one thing.
 *
 * @param name what it is about
 * @param found what was found, as a clause
 * @param remedy what to do about it, as a sentence; empty if there is nothing to do
 */
record Check(String name, Status status, String found, Optional<String> remedy) {

  /** Whether it is as it should be. */
  enum Status {
    OK,
    /** Worth knowing; it prevents nothing. */
    NOTE,
    /** Entries are refused, or nothing is stored. */
    PROBLEM;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Check ok(String name, String found) {
    return new Check(name, Status.OK, found, Optional.empty());
  }

  static Check note(String name, String found, String remedy) {
    return new Check(name, Status.NOTE, found, Optional.of(remedy));
  }

  static Check problem(String name, String found, String remedy) {
    return new Check(name, Status.PROBLEM, found, Optional.of(remedy));
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("status", status.id());
    fields.put("found", found);
    fields.put("remedy", remedy);
    return fields;
  }
}
