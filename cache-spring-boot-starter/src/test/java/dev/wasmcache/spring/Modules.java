package dev.wasmcache.spring;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/** Modules to cache: real ones that return a number, and requests for a stub compiler. */
public final class Modules {

  public static final Duration COMPILE_TIME = Duration.ofMillis(1500);

  private static final Fingerprint FINGERPRINT =
      new Fingerprint("test", "1.0", Map.of("option", "value"), "any", 1, 0);

  private Modules() {}

  /** Returns a module that exports a function {@code answer} without parameters. */
  public static byte[] answering(int number) {
    String hex = "0061736d010000000105016000017f03020100070a0106616e7377657200000a0601040041%02x0b";
    return HexFormat.of().parseHex(hex.formatted(number & 0x3f));
  }

  public static CompileRequest request(int number) {
    return CompileRequest.of(answering(number), FINGERPRINT);
  }

  /** Returns the artifact that the stub compiler produces. */
  public static Artifact artifact(CompileRequest request) {
    return Artifact.builder()
        .content(("compiled " + request.key()).getBytes(StandardCharsets.US_ASCII))
        .compileTime(COMPILE_TIME)
        .build();
  }
}
