package dev.wasmcache.fleet;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheListener;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.admin.CompileEvent;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.servers.S3Server;
import dev.wasmcache.stats.MissReason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

/**
 * A process of a fleet. It has its own directory and shares a store. On command it loads one module
 * and calls it, and prints where the module came from and how long that took.
 */
public final class MemberMain {

  static final String READY = "ready";
  static final String COMPILING = "compiling";
  static final String SERVED = "served";

  private static final byte[] SECRET =
      "a secret of the fleet, 32 bytes and more".getBytes(StandardCharsets.UTF_8);

  private MemberMain() {}

  /** Arguments: a directory, the address of the store, how long to wait for others in ms. */
  public static void main(String[] arguments) throws IOException {
    byte[] wasm = RealModules.QCMS.bytes();
    ArtifactStore shared = store(URI.create(arguments[1]));
    try (CompilationCache cache =
            CompilationCache.builder()
                .disk(DiskStore.builder(Path.of(arguments[0])).build())
                .shared(shared)
                .integrity(Integrity.hmac(KeyRing.of("fleet", SECRET)))
                .maximumCompileWait(Duration.ofMillis(Long.parseLong(arguments[2])))
                .listener(new Teller())
                .build();
        ModuleCache<EndiveModule> modules =
            ModuleCache.builder(EndiveEngine.create(), cache).build()) {
      // As at the start of an application: the client is ready when the first module is requested.
      // If eight processes start on two cores, a first call takes longer than its limit.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> shared.peek(CacheKey.of(new byte[32])).isEmpty());
      say(READY);
      if (System.in.read() < 0) {
        return;
      }
      long start = System.nanoTime();
      long answer = call(modules.load(wasm));
      long elapsed = System.nanoTime() - start;
      List<CompileEvent> compiles = cache.admin().compiles();
      long compiling = compiles.stream().mapToLong(compile -> compile.elapsed().toNanos()).sum();
      say(
          String.join(
              " ",
              SERVED,
              Long.toString(answer),
              Integer.toString(compiles.size()),
              Long.toString(elapsed / 1_000_000),
              Long.toString((elapsed - compiling) / 1_000_000)));
    }
  }

  private static ArtifactStore store(URI address) {
    return address.getScheme().equals("redis")
        ? RedisStore.builder(address.toString()).build()
        : S3Store.builder(S3Server.BUCKET).endpoint(address).region("eu-1").pathStyle(true).build();
  }

  /** Calls the module's allocation, and returns how many pages of memory are in use afterwards. */
  private static long call(EndiveModule module) {
    Instance instance =
        module
            .instanceBuilder()
            .withImportValues(imports(module.wasmModule()))
            .withStart(false)
            .build();
    long at = instance.export("__wbindgen_malloc").apply(100_000, 8)[0];
    return at % 8 == 0 && at > 0 ? instance.memory().pages() : -1;
  }

  private static ImportValues imports(WasmModule module) {
    ImportValues.Builder values = ImportValues.builder();
    IntStream.range(0, module.importSection().importCount())
        .mapToObj(module.importSection()::getImport)
        .map(FunctionImport.class::cast)
        .forEach(
            wanted -> {
              FunctionType type = module.typeSection().getType(wanted.typeIndex());
              values.addFunction(
                  new HostFunction(
                      wanted.module(),
                      wanted.name(),
                      type,
                      (instance, values1) -> new long[type.returns().size()]));
            });
    return values.build();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static final class Teller implements CacheListener {
    @Override
    public void onMiss(CompileRequest request, MissReason reason) {
      say(COMPILING);
    }
  }
}
