package dev.wasmcache.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A module to measure with. */
public record WasmFile(String name, Path path, long size) {

  /** Above this a module is large enough for the compile to outweigh the start of a JVM. */
  private static final long LARGE = 400_000;

  private static final String WEBJARS = "META-INF/resources/webjars/";

  /** The modules that the engine's compiler accepts: the others of these libraries use SIMD. */
  private static final Map<String, String> ON_CLASS_PATH = new LinkedHashMap<>();

  static {
    ON_CLASS_PATH.put("source-map", "source-map/0.7.3/lib/mappings.wasm");
    ON_CLASS_PATH.put("qcms", "pdfjs-dist/5.4.624/wasm/qcms_bg.wasm");
    ON_CLASS_PATH.put(
        "draco-gltf", "three/0.181.1/examples/jsm/libs/draco/gltf/draco_decoder.wasm");
    ON_CLASS_PATH.put("draco", "three/0.181.1/examples/jsm/libs/draco/draco_decoder.wasm");
    ON_CLASS_PATH.put("basis", "three/0.181.1/examples/jsm/libs/basis/basis_transcoder.wasm");
    ON_CLASS_PATH.put("ammo", "three/0.181.1/examples/jsm/libs/ammo.wasm.wasm");
    ON_CLASS_PATH.put("rhino3dm", "three/0.181.1/examples/jsm/libs/rhino3dm/rhino3dm.wasm");
  }

  boolean isLarge() {
    return size >= LARGE;
  }

  /** Unpacks the modules that come with the build, smallest first. */
  public static List<WasmFile> ofClassPath(Path directory) throws IOException {
    List<WasmFile> files = new ArrayList<>();
    for (Map.Entry<String, String> module : ON_CLASS_PATH.entrySet()) {
      Path file = directory.resolve(module.getKey() + ".wasm");
      try (InputStream in =
          WasmFile.class.getClassLoader().getResourceAsStream(WEBJARS + module.getValue())) {
        if (in == null) {
          throw new IOException(module.getValue() + " is not on the class path");
        }
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      files.add(of(file));
    }
    return files;
  }

  /** Returns every {@code .wasm} file of a directory, smallest first. */
  public static List<WasmFile> ofDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".wasm"))
          .map(WasmFile::of)
          .sorted(Comparator.comparingLong(WasmFile::size))
          .toList();
    }
  }

  private static WasmFile of(Path file) {
    try {
      String name = file.getFileName().toString();
      return new WasmFile(name.substring(0, name.indexOf('.')), file, Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
