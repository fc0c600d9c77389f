package dev.wasmcache.sample.functions;

import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasi.WasiExitException;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.types.ExternalType;

/**
 * An instance of a module, for one call. Every error of the module becomes a {@link Problem}; only
 * an interrupt is passed on unchanged. Used by one thread.
 */
final class Guest implements AutoCloseable {

  private static final String INITIALIZE = "_initialize";

  private final WasiPreview1 wasi;
  private final CappedOutput output;
  private final Instance instance;

  private Guest(WasiPreview1 wasi, CappedOutput output, Instance instance) {
    this.wasi = wasi;
    this.output = output;
    this.instance = instance;
  }

  /**
   * Creates an instance and initializes it, which may run code of the module.
   *
   * @throws Problem if that fails
   */
  static Guest start(
      EndiveModule module, HostFunctions hostFunctions, SampleProperties.Calls limits) {
    CappedOutput output = new CappedOutput(limits.maxOutput().toBytes());
    WasiPreview1 wasi =
        WasiPreview1.builder()
            .withOptions(
                WasiOptions.builder()
                    .withStdin(new ByteArrayInputStream(new byte[0]))
                    .withStdout(output)
                    .withStderr(output)
                    .build())
            .build();
    try {
      Instance instance =
          guarded(
              () ->
                  module
                      .instanceBuilder()
                      .withImportValues(hostFunctions.link(module.wasmModule(), wasi))
                      .withMemoryFactory(new MemoryBudget(limits.memoryLimit().toBytes()))
                      .withTableFactory(new SmallTables())
                      // A command's _start is treated like any other function: it runs only when it
                      // is called.
                      .withStart(false)
                      .build());
      Guest guest = new Guest(wasi, output, instance);
      if (Exports.of(module.wasmModule()).has(INITIALIZE, ExternalType.FUNCTION)) {
        guest.call(INITIALIZE);
      }
      return guest;
    } catch (Throwable e) {
      wasi.close();
      throw e;
    }
  }

  /**
   * Calls an export, which must exist.
   *
   * @throws Problem if the module traps, or exits with another code than 0
   */
  long[] call(String export, long... arguments) {
    return guarded(
        () -> {
          try {
            long[] results = instance.export(export).apply(arguments);
            return results == null ? new long[0] : results;
          } catch (WasiExitException e) {
            if (e.exitCode() != 0) {
              throw Problem.failed("The module exited with code " + e.exitCode(), e)
                  .with("output", output.text());
            }
            return new long[0];
          }
        });
  }

  /** Calls a function by its index in a table. */
  long[] callIndirect(int table, int element, long... arguments) {
    return guarded(
        () -> {
          int function = instance.table(table).requiredRef(element);
          return instance.getMachine().call(function, arguments);
        });
  }

  /**
   * Copies bytes to an address that the module's {@code alloc} returns, and returns that address.
   */
  int put(byte[] bytes) {
    return put(bytes, "alloc");
  }

  /**
   * Copies bytes to an address that an export of the module returns, and returns that address.
   *
   * @param further further arguments of that export, after the number of bytes
   */
  int put(byte[] bytes, String allocator, long... further) {
    long[] arguments = new long[further.length + 1];
    arguments[0] = bytes.length;
    System.arraycopy(further, 0, arguments, 1, further.length);
    int address = (int) call(allocator, arguments)[0];
    write(address, bytes);
    return address;
  }

  /** Copies bytes out of the module's memory. */
  byte[] read(int address, int length) {
    return guarded(() -> memory().readBytes(address, length));
  }

  /** Copies bytes into the module's memory. */
  void write(int address, byte[] bytes) {
    guarded(
        () -> {
          memory().write(address, bytes);
          return bytes;
        });
  }

  private Memory memory() {
    return instance.memory();
  }

  /** Returns the text that the module has printed so far. */
  String output() {
    return output.text();
  }

  @Override
  public void close() {
    wasi.close();
  }

  /** Returns the text that ends at the next zero byte, as in C. */
  static String text(Instance instance, long address) {
    return instance.memory().readCString((int) address, StandardCharsets.UTF_8);
  }

  private interface Action<T> {
    T run();
  }

  @SuppressWarnings("IllegalCatch")
  private static <T> T guarded(Action<T> action) {
    try {
      return action.run();
    } catch (WasmInterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // The engine's exceptions, but also exceptions that escape from its code for memory and
      // tables, and errors of the JVM when it verifies a class at its first use.
      throw Problem.failed(e);
    }
  }
}
