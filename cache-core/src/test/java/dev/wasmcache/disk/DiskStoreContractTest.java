package dev.wasmcache.disk;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.ArtifactStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class DiskStoreContractTest extends ArtifactStoreContract {

  @TempDir Path temporary;

  @Override
  protected ArtifactStore open() {
    return DiskStore.builder(temporary.resolve("cache")).minimumFreeBytes(0).build();
  }

  @Override
  protected boolean lists() {
    return true;
  }
}
