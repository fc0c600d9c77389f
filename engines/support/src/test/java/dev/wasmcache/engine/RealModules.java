package dev.wasmcache.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Modules in real use, from the packages of JavaScript libraries. */
public enum RealModules {
  SOURCE_MAP("source-map/0.7.3/lib/mappings.wasm"),
  QCMS("pdfjs-dist/5.4.624/wasm/qcms_bg.wasm"),
  /** Has vector instructions, which the compilers reject. */
  JBIG2("pdfjs-dist/5.4.624/wasm/jbig2.wasm"),
  /** Has vector instructions too. */
  OPENJPEG("pdfjs-dist/5.4.624/wasm/openjpeg.wasm"),
  DRACO("three/0.181.1/examples/jsm/libs/draco/draco_decoder.wasm"),
  BASIS("three/0.181.1/examples/jsm/libs/basis/basis_transcoder.wasm"),
  AMMO("three/0.181.1/examples/jsm/libs/ammo.wasm.wasm"),
  /** One of its functions is too large for a method of the JVM. */
  RHINO3DM("three/0.181.1/examples/jsm/libs/rhino3dm/rhino3dm.wasm");

  private final String path;

  RealModules(String path) {
    this.path = path;
  }

  public byte[] bytes() {
    return read("/META-INF/resources/webjars/" + path);
  }

  private static byte[] read(String resource) {
    try (InputStream in = RealModules.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
