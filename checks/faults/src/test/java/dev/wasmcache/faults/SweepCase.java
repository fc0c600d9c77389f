package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** One operation that meets one fault, in a copy of a prepared directory. */
final class SweepCase {

  /** The operations of a cache. */
  enum Operation {
    CREATE,
    OPEN,
    GET,
    LOAD,
    PUT,
    REPLACE,
    DELETE,
    COLLECT,
    CLOSE;

    boolean canMeet(Call call) {
      // The exception that the JDK throws when a folder cannot be closed has its own test.
      boolean known = this == COLLECT && call == Call.CLOSE;
      return call != Call.NONE && call != Call.ANY && !known;
    }
  }

  private static final int OLD = 1;
  private static final int NEW = 2;
  private static final int IDLE = 3;

  private final TargetJvm jvm;
  private final Operation operation;
  private final String fault;
  private final Path directory;

  SweepCase(TargetJvm jvm, Operation operation, String fault, Path directory) {
    this.jvm = jvm;
    this.operation = operation;
    this.fault = fault;
    this.directory = directory;
  }

  /**
   * A directory with an entry, one that has not been used for long, and a file of a killed write.
   */
  static Path template(Path directory) throws IOException {
    try (Product product = Product.open(directory)) {
      product.put(OLD, Entries.body(OLD, 10, Entries.SIZE));
      Instant now = Instant.now();
      age(directory, now.minus(Duration.ofHours(3)));
      product.put(IDLE, Entries.body(IDLE, 30, Entries.SIZE));
      for (Path file : CacheFiles.of(directory)) {
        if (Files.getLastModifiedTime(file).toInstant().isAfter(now.minusSeconds(3_600))) {
          Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(60))));
          Files.write(file.resolveSibling(".0123456789abcdef.tmp"), new byte[100]);
        }
      }
    }
    for (Path file : CacheFiles.temporary(directory)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
    return directory;
  }

  private static void age(Path directory, Instant time) throws IOException {
    for (Path file : CacheFiles.of(directory)) {
      Files.setLastModifiedTime(file, FileTime.from(time));
    }
  }

  void prepare(Path template) throws IOException {
    if (operation == Operation.CREATE) {
      return;
    }
    CacheFiles.copy(template, directory);
    if (operation != Operation.OPEN) {
      assertThat(jvm.ask("open", directory, "product")).isEqualTo("opened");
    }
  }

  /** The answer is one of a few, and never an exception. */
  void operate() {
    switch (operation) {
      case CREATE, OPEN ->
          assertAnswer(jvm.ask("open", directory, "product"), "opened|refused: .*");
      case GET -> assertAnswer(jvm.ask("get", directory, OLD), "hit 10|error|skipped");
      case LOAD -> assertAnswer(jvm.ask("load", directory, OLD), "hit 10|compiled");
      case PUT -> assertAnswer(jvm.ask("put", directory, NEW, 20), "stored|error|skipped");
      case REPLACE -> assertAnswer(jvm.ask("put", directory, OLD, 11), "stored|error|skipped");
      case DELETE -> assertAnswer(jvm.ask("delete", directory, OLD), "deleted|failed: .*");
      case COLLECT -> assertAnswer(jvm.ask("collect", directory), "collected|failed: .*");
      case CLOSE -> assertAnswer(jvm.ask("close", directory), "closed");
    }
  }

  /** The directory as other processes see it afterwards. */
  void verify() throws IOException {
    assertAnswer(jvm.ask("verify", directory), "entries \\d bad 0");
    assertThat(CacheFiles.temporary(directory)).as(name()).isEmpty();
  }

  /** With the same open cache, if there is one. */
  boolean isServedAgain() {
    if (List.of(Operation.CREATE, Operation.OPEN, Operation.CLOSE).contains(operation)) {
      assertAnswer(jvm.ask("open", directory, "product"), "opened");
    }
    boolean served = Stream.of(OLD, NEW).allMatch(number -> load(number).startsWith("hit"));
    if (served) {
      discard();
    }
    return served;
  }

  private String load(int number) {
    String answer = jvm.ask("load", directory, number);
    assertAnswer(answer, "hit \\d+|compiled");
    return answer;
  }

  void discard() {
    jvm.ask("close", directory);
    try {
      CacheFiles.delete(directory);
    } catch (IOException e) {
      throw new AssertionError(name(), e);
    }
  }

  private void assertAnswer(String answer, String pattern) {
    assertThat(answer).as(name()).matches(pattern);
  }

  private String name() {
    return operation + " with " + fault + " in " + directory;
  }

  @Override
  public String toString() {
    return name();
  }
}
