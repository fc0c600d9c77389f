package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every error at every call of an operation: at that call alone, and at that call and every later
 * one. Increases the call number until the operation ends without meeting the fault.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@Tag("one-jdk")
final class SystemCallSweepTest {

  private static final List<Errno> ERRORS =
      LongForm.isOn() ? List.of(Errno.values()) : List.of(Errno.EIO, Errno.ENOSPC, Errno.ESTALE);

  @TempDir static Path temporary;

  private static Injector injector;
  private static TargetJvm jvm;
  private static Path template;

  @BeforeAll
  static void start() throws Exception {
    injector = Injector.create(temporary, temporary);
    jvm = TargetJvm.start(injector.environment());
    template = SweepCase.template(temporary.resolve("template"));
  }

  @AfterAll
  static void stop() {
    jvm.close();
  }

  @ParameterizedTest
  @EnumSource
  void F04_F05_F06_F08_F14_F23_anyOperation_anyErrorAtAnyCall_neverThrowsAndHeals(
      SweepCase.Operation operation) throws Exception {
    Sweep sweep = new Sweep(injector, jvm, template, temporary.resolve(operation.name()));
    for (Errno error : ERRORS) {
      sweep.run(operation, error);
    }
    sweep.assertAllServedAgain();
    System.out.println("sweep of " + operation + ": " + sweep.summary());
    if (operation != SweepCase.Operation.CLOSE) {
      assertThat(sweep.cases()).isGreaterThan(5 * ERRORS.size());
    }
  }
}
