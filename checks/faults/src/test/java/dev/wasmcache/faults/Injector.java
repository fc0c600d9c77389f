package dev.wasmcache.faults;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Controls the faults of JVMs that were started with its {@link #environment}: at any time, one
 * fault at a time, for one folder.
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
   * Creates an injector.
   *
   * @param work the folder for the library and the control file
   * @param root the folder for which calls are intercepted
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

  /** From now on, this fault happens and no other. */
  void inject(Fault fault) {
    clear();
    control.putInt(SEEN, 0).putInt(MET, 0);
    control.putInt(EFFECT, fault.effect().ordinal()).putInt(VALUE, fault.value());
    control.putInt(FIRST, fault.first()).putInt(LAST, fault.last());
    control.putInt(CALL, fault.call().ordinal());
  }

  /** From now on, no fault happens; hanging calls continue. */
  void clear() {
    control.putInt(CALL, Call.NONE.ordinal());
  }

  /** Returns how many calls were made since the last fault was set. */
  int seen() {
    return control.getInt(SEEN);
  }

  /** Returns how many of them were affected. */
  int met() {
    return control.getInt(MET);
  }
}
