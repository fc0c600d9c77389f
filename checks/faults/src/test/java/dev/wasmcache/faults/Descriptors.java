package dev.wasmcache.faults;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** Takes all descriptors that this process may have. */
final class Descriptors {

  private final Deque<InputStream> taken = new ArrayDeque<>();

  /** Opens a file until no descriptor is left. */
  String exhaust(String file) {
    try {
      while (true) {
        taken.push(new FileInputStream(file));
      }
    } catch (IOException e) {
      return "exhausted";
    }
  }

  String release() throws IOException {
    while (!taken.isEmpty()) {
      taken.pop().close();
    }
    return "released";
  }
}
