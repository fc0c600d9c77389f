package dev.wasmcache;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32C;

/** CRC32C: an intrinsic even in the interpreter, so that a cold JVM does not pay for a digest. */
final class ChecksumIntegrity extends Integrity {

  static final ChecksumIntegrity INSTANCE = new ChecksumIntegrity();

  private ChecksumIntegrity() {}

  @Override
  public String kind() {
    return "crc32c";
  }

  @Override
  public Set<String> keyIds() {
    return Set.of();
  }

  @Override
  public boolean authenticates() {
    return false;
  }

  @Override
  public boolean canWrite() {
    return true;
  }

  @Override
  int algorithm() {
    return CRC32C;
  }

  @Override
  String signingKeyId() {
    return "";
  }

  @Override
  int authenticatorSize() {
    return Integer.BYTES;
  }

  @Override
  BodyDigest newBodyDigest() {
    CRC32C crc = new CRC32C();
    return new BodyDigest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return ByteBuffer.allocate(SIZE).putInt((int) crc.getValue()).array();
      }
    };
  }

  @Override
  byte[] authenticate(byte[] header, int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(checksum(header, length)).array();
  }

  @Override
  void verify(String keyId, byte[] bytes, int headerLength) throws BadEntryException {
    int stored = ByteBuffer.wrap(bytes).getInt(headerLength);
    if (stored != checksum(bytes, headerLength) || !keyId.isEmpty()) {
      throw new BadEntryException(Outcome.CORRUPT, "the checksum of its header does not match");
    }
  }

  @Override
  Outcome otherKey() {
    return Outcome.CORRUPT;
  }

  @Override
  public String toString() {
    return "checksum";
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
