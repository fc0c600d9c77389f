package dev.wasmcache.faults;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JVM that reads commands line by line, and answers each with a line. An exception that no caller
 * of the cache should see is answered as {@code THREW}, and bytes that were not put as {@code
 * WRONG}.
 */
final class TargetMain {

  private final Map<String, Storage> open = new HashMap<>();
  private final Descriptors descriptors = new Descriptors();

  private TargetMain() {}

  public static void main(String[] arguments) throws IOException {
    TargetMain target = new TargetMain();
    PrintStream answers = System.out;
    // All other output is not an answer.
    System.setOut(System.err);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    answers.println("ready");
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      answers.println(target.answer(order.split(" ")));
    }
  }

  private String answer(String[] order) {
    try {
      return obey(order);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return ("THREW " + e + " at " + Arrays.toString(e.getStackTrace())).replace('\n', ' ');
    }
  }

  private String obey(String[] order) throws IOException {
    return switch (order[0]) {
      case "open" -> open(order[1], order[2]);
      case "put" -> put(order[1], number(order[2]), Long.parseLong(order[3]));
      case "get" -> get(order[1], number(order[2]));
      case "load" -> load(order[1], number(order[2]));
      case "delete" -> delete(order[1], number(order[2]));
      case "collect" -> collect(order[1]);
      case "close" -> close(order[1]);
      case "verify" -> verify(order[1]);
      case "exhaust" -> descriptors.exhaust(order[1]);
      case "release" -> descriptors.release();
      default -> throw new IllegalArgumentException(order[0]);
    };
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private String open(String directory, String kind) throws IOException {
    try {
      open.put(directory, Storage.open(kind, Path.of(directory)));
      return "opened";
    } catch (CacheDirectoryException e) {
      return "refused: " + e.getMessage();
    }
  }

  private Storage storage(String directory) {
    return Optional.ofNullable(open.get(directory)).orElseThrow();
  }

  private String put(String directory, int number, long seed) throws IOException {
    byte[] body = Entries.body(number, seed, Entries.SIZE);
    return storage(directory) instanceof Product product
        ? product.putOutcome(number, body).id()
        : storage(directory).put(number, body) ? "stored" : "error";
  }

  private String get(String directory, int number) throws IOException {
    if (storage(directory) instanceof Product product) {
      Map<Outcome, Long> before = product.cache().stats().tier(Tier.DISK).requests();
      Optional<byte[]> body = product.get(number);
      return body.isPresent()
          ? hit(number, body.get())
          : Product.added(before, product.cache().stats().tier(Tier.DISK).requests()).id();
    }
    Optional<byte[]> body = storage(directory).get(number);
    return body.isPresent() ? hit(number, body.get()) : "miss";
  }

  private static String hit(int number, byte[] body) {
    return Entries.seed(number, body).map(seed -> "hit " + seed).orElse("WRONG");
  }

  private String load(String directory, int number) throws IOException {
    if (!(storage(directory) instanceof Product product)) {
      String answer = get(directory, number);
      if (answer.equals("miss")) {
        put(directory, number, 0);
        return "compiled";
      }
      return answer;
    }
    boolean[] compiled = {false};
    Artifact artifact =
        product
            .cache()
            .getOrCompile(
                Entries.request(number),
                request -> {
                  compiled[0] = true;
                  return Entries.artifact(number, 0);
                });
    return compiled[0] ? "compiled" : hit(number, artifact.bytes());
  }

  private String delete(String directory, int number) throws IOException {
    try {
      storage(directory).delete(number);
      return "deleted";
    } catch (UncheckedIOException e) {
      return "failed: " + e.getCause();
    }
  }

  private String collect(String directory) {
    try {
      storage(directory).collect();
      return "collected";
    } catch (IOException e) {
      return "failed: " + e;
    }
  }

  private String close(String directory) throws IOException {
    storage(directory).close();
    return "closed";
  }

  /**
   * The directory as a JVM on a later day sees it: abandoned files are deleted, and every entry is
   * read.
   */
  private static String verify(String directory) {
    try (Product product = Product.openLater(Path.of(directory), Duration.ofHours(2))) {
      product.collectInTurn();
      List<CacheKey> keys = product.cache().admin().keys(null, 1_000);
      long whole = keys.stream().filter(key -> product.cache().get(key).isPresent()).count();
      return "entries " + keys.size() + " bad " + (keys.size() - whole);
    }
  }
}
