package dev.wasmcache.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a ZIP file of stored entries whose bytes depend only on names and contents. */
final class StoredZipWriter implements Closeable {

  // A local time, which does not depend on the zone; in ZIP, January of 1980 means "none".
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ZipOutputStream zip;

  StoredZipWriter(OutputStream out) {
    this.zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
  }

  void add(String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
