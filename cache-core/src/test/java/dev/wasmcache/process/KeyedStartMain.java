package dev.wasmcache.process;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.SignatureKeyRing;
import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import java.util.Base64;

/** Stores an artifact and reads it, as a start of an application does. */
final class KeyedStartMain {

  private KeyedStartMain() {}

  public static void main(String[] arguments) {
    Integrity integrity =
        switch (arguments[1]) {
          case "checksum" -> Integrity.checksum();
          case "hmac" -> Integrity.hmac(KeyRing.of("k1", new byte[32]));
          default ->
              Integrity.ed25519(
                  SignatureKeyRing.builder()
                      .add("k1", Base64.getDecoder().decode(arguments[2]))
                      .signWith("k1", Base64.getDecoder().decode(arguments[3]))
                      .build());
        };
    CacheKey key = CacheKey.of(new byte[CacheKey.LENGTH]);
    try (CompilationCache cache =
        CompilationCache.builder()
            .disk(DiskStore.builder(Path.of(arguments[0])).build())
            .integrity(integrity)
            .build()) {
      cache.put(key, Artifact.of(new byte[1000]));
      System.out.println("present " + cache.get(key).isPresent());
    }
  }
}
