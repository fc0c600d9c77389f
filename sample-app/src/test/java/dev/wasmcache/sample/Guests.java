package dev.wasmcache.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;

/** Modules of the tests; their sources are in {@code src/test/wasm}. */
public final class Guests {

  private Guests() {}

  public static byte[] read(String name) {
    try {
      return new ClassPathResource("guests/" + name + ".wasm").getContentAsByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
