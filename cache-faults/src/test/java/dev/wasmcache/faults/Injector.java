package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Steers the faults of JVMs that were started with its {@link #environment}: at any time, one fault
 * at a time, below one folder.
 */
final class Injector {

  // The fields of the structure in injector.c.
  private static final int CALL = 0;
  private static final int EFFECT = 4;
  private static final int VALUE = 8;
  private static final int FIRST = 12;
  private static final int LAST = 16;
  private static final int SEEN = 20;
  private static final int MET = 24;
  private static final int SIZE = 28;

  private final MappedByteBuffer control;
  private final Map<String, String> environment;

  private Injector(MappedByteBuffer control, Map<String, String> environment) {
    this.control = control;
    this.environment = environment;
  }

  /**
   * Makes one.
   *
   * @param work where the library and the control file go
   * @param root the folder below which calls are met
   */
  static Injector create(Path work, Path root) throws IOException, InterruptedException {
    Path library = NativeCode.library("injector", work);
    Path file = work.resolve("injector.control");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer control = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
      control.order(ByteOrder.nativeOrder());
      return new Injector(
          control,
          Map.of(
              "LD_PRELOAD", library.toString(),
              "FAULTS_CONTROL", file.toString(),
              "FAULTS_ROOT", root.toRealPath().toString()));
    }
  }

  Map<String, String> environment() {
    return environment;
  }

  /** From now on this happens, and nothing else. */
  void inject(Fault fault) {
    clear();
    control.putInt(SEEN, 0).putInt(MET, 0);
    control.putInt(EFFECT, fault.effect().ordinal()).putInt(VALUE, fault.value());
    control.putInt(FIRST, fault.first()).putInt(LAST, fault.last());
    control.putInt(CALL, fault.call().ordinal());
  }

  /** From now on nothing happens; what hangs goes on. */
  void clear() {
    control.putInt(CALL, Call.NONE.ordinal());
  }

  /** Answers how many calls there were since the last fault was set. */
  int seen() {
    return control.getInt(SEEN);
  }

  /** Answers to how many of them it happened. */
  int met() {
    return control.getInt(MET);
  }
}
