package dev.wasmcache.store;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.ArtifactStoreContract;
import dev.wasmcache.MapStore;

final class GuardedStoreContractTest extends ArtifactStoreContract {

  private final MapStore store = new MapStore();

  @Override
  protected ArtifactStore open() {
    return new UploadedStore(GuardedStore.builder(store).build());
  }
}
