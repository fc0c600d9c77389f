package dev.wasmcache.cli.archive;

import dev.wasmcache.admin.ArchiveReport;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.cli.option.FailedException;
import dev.wasmcache.cli.option.UsageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Writes archives. A file of this name is replaced when the new archive is complete. */
public final class ArchiveFile {

  private ArchiveFile() {}

  /**
   * Writes the wanted entries of a cache to a file.
   *
   * @throws UsageException if its folder is missing
   * @throws FailedException if it cannot be written
   */
  public static ArchiveReport write(CacheAdmin admin, Path file, Predicate<EntryInfo> wanted) {
    Path folder = requireFolder(file);
    Path temporary = folder.resolve("." + file.getFileName() + ".tmp");
    try {
      ArchiveReport report;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        report = admin.exportArchive(out, wanted);
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      return report;
    } catch (IOException e) {
      throw new FailedException("The archive " + file + " cannot be written: " + e);
    } finally {
      temporary.toFile().delete();
    }
  }

  /** Returns the folder of a file that is to be written. */
  public static Path requireFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new UsageException(
          "The archive '" + file + "' cannot be written: name a file in a folder that exists.");
    }
    return folder;
  }

  /** Returns the fields of a report for JSON. */
  public static Map<String, Object> fields(ArchiveReport report) {
    Map<String, Object> refused = new LinkedHashMap<>();
    report.refused().forEach((outcome, count) -> refused.put(outcome.id(), count));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("entries", report.entries());
    fields.put("bytes", report.bytes());
    fields.put("refused", refused);
    return fields;
  }

  /** Returns what was refused, for people; empty if nothing was. */
  static String refused(ArchiveReport report) {
    StringBuilder text = new StringBuilder();
    report
        .refused()
        .forEach(
            (outcome, count) ->
                text.append(text.isEmpty() ? " Refused: " : ", ")
                    .append(count)
                    .append(' ')
                    .append(outcome.id()));
    return text.isEmpty() ? "" : text + ".";
  }
}
