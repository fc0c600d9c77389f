package dev.wasmcache.simulated;

import java.nio.ByteBuffer;
import java.util.zip.Checksum;

/** The bug of a test: a checksum that is always the same. */
public final class PlantedChecksum implements Checksum {

  @Override
  public void update(int value) {}

  @Override
  public void update(byte[] bytes, int offset, int length) {}

  @Override
  public void update(byte[] bytes) {}

  @Override
  public void update(ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  @Override
  public long getValue() {
    return 1;
  }

  @Override
  public void reset() {}
}
