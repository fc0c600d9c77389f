package dev.wasmcache;

final class MapStoreTest extends ArtifactStoreContract {

  private final MapStore store = new MapStore();

  @Override
  protected ArtifactStore open() {
    return store;
  }
}
