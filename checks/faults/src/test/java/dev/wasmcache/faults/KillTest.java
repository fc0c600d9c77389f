package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed in the middle of a put. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("one-jdk")
final class KillTest {

  private static final int OLD = 1;
  private static final int NEW = 2;
  private static final int MOST_CALLS = 100;

  @TempDir Path temporary;

  private Injector injector;

  @BeforeEach
  void compile() throws Exception {
    injector = Injector.create(temporary, temporary);
  }

  @ParameterizedTest
  @ValueSource(ints = {OLD, NEW})
  void F01_put_killedBeforeAnyCall_oldEntryIsThereAndNewOneIsWholeOrAbsent(int number)
      throws Exception {
    int call = 1;
    while (killed(temporary.resolve("call-" + call), "product", number, call)) {
      Path directory = temporary.resolve("call-" + call);
      try (Product product = Product.open(directory)) {
        assertThat(seed(product, OLD))
            .isIn(number == OLD ? new Long[] {10L, 20L} : new Long[] {10L});
        if (product.get(NEW).isPresent()) {
          assertThat(seed(product, NEW)).isEqualTo(20);
        }
        assertThat(Product.damaged(product)).isZero();
      }
      assertSweptLater(directory);
      assertThat(++call).isLessThan(MOST_CALLS);
    }
    assertThat(call).as("calls of a put").isGreaterThan(6);
    System.out.printf("a put of %d was killed before each of %d calls%n", number, call - 1);
  }

  @Test
  void F01_put_killedWhileWritingInPlace_isCaught() throws Exception {
    int call = 1;
    boolean caught = false;
    while (!caught && killed(temporary.resolve("call-" + call), "IN_PLACE", OLD, call)) {
      Optional<byte[]> body = Storage.open("IN_PLACE", temporary.resolve("call-" + call)).get(OLD);
      caught = body.isEmpty() || Entries.seed(OLD, body.get()).isEmpty();
      call++;
    }
    assertThat(caught).isTrue();
  }

  @Test
  void J02_put_terminatedMeanwhile_leavesOldEntryAndNoPartOfTheNewOne() throws Exception {
    Path directory = temporary.resolve("cache");
    try (TargetJvm jvm = TargetJvm.start(injector.environment())) {
      openAndFill(jvm, directory, "product");
      injector.inject(Fault.hangs(Call.FSYNC));
      jvm.tell("put", directory, NEW, 20);
      await().until(() -> injector.met() > 0);
      jvm.process().destroy();
      assertThat(jvm.process().waitFor(30, TimeUnit.SECONDS)).as("ends at once").isTrue();
    }
    try (Product product = Product.open(directory)) {
      assertThat(seed(product, OLD)).isEqualTo(10);
      assertThat(product.get(NEW)).isEmpty();
      assertThat(Product.damaged(product)).isZero();
    }
    assertSweptLater(directory);
  }

  /** Returns whether the process reached the call, and so was killed. */
  private boolean killed(Path directory, String kind, int number, int call) throws Exception {
    try (TargetJvm jvm = TargetJvm.start(injector.environment())) {
      openAndFill(jvm, directory, kind);
      injector.inject(Fault.kills(Call.ANY).at(call));
      String answer = jvm.ask("put", directory, number, 20);
      boolean met = injector.met() > 0;
      injector.clear();
      assertThat(answer).isEqualTo(met ? "" : "stored");
      return met;
    }
  }

  private static void openAndFill(TargetJvm jvm, Path directory, String kind) {
    assertThat(jvm.ask("open", directory, kind)).isEqualTo("opened");
    assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
  }

  private static long seed(Product product, int number) {
    return Entries.seed(number, product.get(number).orElseThrow()).orElseThrow();
  }

  private static void assertSweptLater(Path directory) throws Exception {
    try (Product product = Product.openLater(directory, Duration.ofHours(2))) {
      product.collectInTurn();
    }
    assertThat(CacheFiles.temporary(directory)).isEmpty();
  }
}
