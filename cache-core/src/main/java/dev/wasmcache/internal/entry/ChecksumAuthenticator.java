package dev.wasmcache.internal.entry;

import dev.wasmcache.stats.Outcome;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32C;

/** CRC32C: an intrinsic even in the interpreter, so that a cold JVM does not pay for a digest. */
public final class ChecksumAuthenticator extends Authenticator {

  public static final ChecksumAuthenticator INSTANCE = new ChecksumAuthenticator();

  private ChecksumAuthenticator() {}

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
  public int algorithm() {
    return CRC32C;
  }

  @Override
  public String signingKeyId() {
    return "";
  }

  @Override
  public int authenticatorSize() {
    return Integer.BYTES;
  }

  @Override
  public BodyDigest newBodyDigest() {
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
  public byte[] authenticate(byte[] header, int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(checksum(header, length)).array();
  }

  @Override
  public void verify(String keyId, byte[] bytes, int headerLength) throws BadEntryException {
    int stored = ByteBuffer.wrap(bytes).getInt(headerLength);
    if (stored != checksum(bytes, headerLength) || !keyId.isEmpty()) {
      throw new BadEntryException(Outcome.CORRUPT, "the checksum of its header does not match");
    }
  }

  @Override
  public Outcome otherKey() {
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
