package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.functions.ColorFunctions;
import dev.wasmcache.sample.functions.ExportedFunctions;
import dev.wasmcache.sample.functions.Functions;
import dev.wasmcache.sample.functions.RhinoFunctions;
import dev.wasmcache.sample.functions.SourceMapFunctions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/** The modules that come with the service: its own, and some that JavaScript libraries contain. */
final class ShippedModules {

  private ShippedModules() {}

  static List<HostedModule> all() {
    Webjar pdfjs = Webjar.of("pdfjs-dist");
    Webjar sourceMap = Webjar.of("source-map");
    Webjar three = Webjar.of("three");
    return List.of(
        own(
            "calculator",
            "Evaluates arithmetic (C, with WASI)",
            Map.of("evaluate", "[\"2 * (3 + 4) ^ 2\"]")),
        own(
            "mandelbrot",
            "Draws the Mandelbrot set (C)",
            Map.of("render", "[-0.6, 0, 2.4, 480, 320]")),
        module(
            "qcms",
            "Converts colours: qcms of PDF.js (Rust)",
            pdfjs.file("wasm/qcms_bg.wasm"),
            new ColorFunctions(read(pdfjs.file("iccs/CGATS001Compat-v2-micro.icc")))),
        module(
            "rhino3dm",
            "Geometry: OpenNURBS of three.js (C++)",
            three.file("examples/jsm/libs/rhino3dm/rhino3dm.wasm"),
            new RhinoFunctions()),
        module(
            "source-map",
            "Reads source maps: source-map of Mozilla (Rust)",
            sourceMap.file("lib/mappings.wasm"),
            new SourceMapFunctions()));
  }

  private static HostedModule own(String name, String description, Map<String, String> examples) {
    return module(
        name,
        description,
        new ClassPathResource("wasm/" + name + ".wasm"),
        new ExportedFunctions(examples));
  }

  private static HostedModule module(
      String name, String description, Resource wasm, Functions functions) {
    try {
      return new HostedModule(
          name, name, description, true, wasm.contentLength(), () -> read(wasm), functions);
    } catch (IOException e) {
      throw new UncheckedIOException("The module " + name + " is not on the class path", e);
    }
  }

  private static byte[] read(Resource resource) {
    try {
      return resource.getContentAsByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
