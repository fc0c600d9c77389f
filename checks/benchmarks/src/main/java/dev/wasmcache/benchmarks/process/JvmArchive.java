package dev.wasmcache.benchmarks.process;

import java.nio.file.Path;
import java.util.List;

/**
 * An archive of classes that one JVM writes at its end and others map: an AOT cache from JDK 25 on,
 * before that a dynamic archive of class data (AppCDS).
 */
public record JvmArchive(Path file, boolean isAotCache) {

  private static final int FIRST_WITH_AOT_CACHE = 25;

  /**
   * Returns the archive that a JVM of a version writes.
   *
   * @param version of the JDK, as its release file states it
   */
  public static JvmArchive of(Path file, String version) {
    return new JvmArchive(file, feature(version) >= FIRST_WITH_AOT_CACHE);
  }

  private static int feature(String version) {
    return Integer.parseInt(version.split("[^0-9]", 2)[0]);
  }

  /** Returns what it is called. */
  public String title() {
    return isAotCache ? "AOT cache" : "AppCDS";
  }

  /** Returns the options of the JVM that writes it. */
  public List<String> whenWriting() {
    return List.of((isAotCache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file);
  }

  /** Returns the options of a JVM that uses it. */
  public List<String> whenReading() {
    return List.of((isAotCache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
  }
}
