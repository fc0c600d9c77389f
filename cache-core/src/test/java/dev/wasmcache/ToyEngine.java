package dev.wasmcache;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The smallest engine: a module is a name after the magic number, an artifact the name after
 * "toy:", and a live module a String. For what the cache does around an engine; real engines have
 * modules of their own.
 */
public class ToyEngine implements Engine<String> {

  private static final String PREFIX = "toy:";

  public final AtomicInteger compiles = new AtomicInteger();
  public final AtomicInteger loads = new AtomicInteger();
  private final String version;

  public ToyEngine() {
    this("1");
  }

  public ToyEngine(String version) {
    this.version = version;
  }

  public static byte[] module(String name) {
    return ("\0asm" + name).getBytes(StandardCharsets.UTF_8);
  }

  public static Artifact artifact(String name) {
    return Artifact.of((PREFIX + name).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Fingerprint fingerprint() {
    return new Fingerprint("toy", version, Map.of(), "any", 1, 0);
  }

  @Override
  public Artifact compile(byte[] wasm) {
    compiles.incrementAndGet();
    String text = new String(wasm, StandardCharsets.UTF_8);
    if (!text.startsWith("\0asm")) {
      throw new IllegalArgumentException("not a module");
    }
    return artifact(text.substring(4));
  }

  @Override
  public String load(byte[] wasm, Artifact artifact) {
    loads.incrementAndGet();
    String text = new String(artifact.bytes(), StandardCharsets.UTF_8);
    if (!text.startsWith(PREFIX)) {
      throw new NoClassDefFoundError(text);
    }
    return text.substring(PREFIX.length());
  }

  @Override
  public long weight(String module) {
    return 1000;
  }
}
