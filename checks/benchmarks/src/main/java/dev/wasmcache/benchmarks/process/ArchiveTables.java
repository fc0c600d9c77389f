package dev.wasmcache.benchmarks.process;

import static java.util.stream.Collectors.joining;

import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import java.util.List;
import java.util.Optional;

/** What JVMs with and without an archive have measured, in Markdown. */
final class ArchiveTables {

  private static final Bar BESIDE_BUILD_TIME = new Bar(1.10);

  private ArchiveTables() {}

  static String heading(ChildJvm jvm, JvmArchive archive, int rounds) {
    return "### JDK "
        + jvm.version()
        + ", with an archive of the JVM ("
        + archive.title()
        + ")\n\nFrom reading the file to the end of the first call, CPU of all threads, in a fresh"
        + " JVM"
        + (jvm.pinned() ? " on one CPU" : "")
        + "; medians of "
        + rounds
        + " rounds, the ways taking turns.\n";
  }

  static String ratios(ProcessResults without, ProcessResults with, JvmArchive archive) {
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "way",
            "archive",
            "CPU process, ms",
            "p25..p75",
            "vs. engine's cache, no archive",
            "bar",
            "vs. engine's cache, same archive",
            "bar",
            "vs. build-time, same archive",
            "bar");
    for (WasmFile module : without.modules()) {
      for (Way way : ArchiveBenchmark.WAYS) {
        addRow(table, without, without, module, way, archive, false);
        addRow(table, without, with, module, way, archive, true);
      }
    }
    return table.toString();
  }

  private static void addRow(
      MarkdownTable table,
      ProcessResults without,
      ProcessResults measured,
      WasmFile module,
      Way way,
      JvmArchive archive,
      boolean archived) {
    Samples process = ProcessTables.process(measured, module, way);
    double floor = process.ratioTo(ProcessTables.process(without, module, Way.ENGINE_CACHE));
    double same = process.ratioTo(ProcessTables.process(measured, module, Way.ENGINE_CACHE));
    double buildTime = process.ratioTo(ProcessTables.process(measured, module, Way.BUILD_TIME));
    boolean hasBars = archived && way == Way.DISK_CHECKSUM;
    table.row(
        module.name(),
        way.title(),
        archived ? archive.title() : "no",
        Numbers.show(process.median()),
        Numbers.spread(process),
        Numbers.ratio(floor),
        verdict(hasBars, new Bar(archive.isAotCache() ? 0.25 : 0.33), floor),
        Numbers.ratio(same),
        verdict(hasBars, new Bar(archive.isAotCache() ? 0.36 : 0.38), same),
        Numbers.ratio(buildTime),
        verdict(hasBars, BESIDE_BUILD_TIME, buildTime));
  }

  private static String verdict(boolean hasBars, Bar bar, double ratio) {
    return hasBars ? bar.verdict(ratio) : "";
  }

  static String archivedHeading(List<WasmFile> modules) {
    return modules.stream().map(WasmFile::name).collect(joining(", "))
        + " in one archive: the generated classes that a JVM loads from it\n";
  }

  /**
   * @param archived by way, in the order of {@link ArchiveBenchmark#WAYS}
   */
  static String archived(List<ArchivedClasses> archived) {
    MarkdownTable table =
        new MarkdownTable("way", "loaded", "from the archive", "the JVM's reason for the others");
    for (int i = 0; i < archived.size(); i++) {
      ArchivedClasses classes = archived.get(i);
      table.row(
          ArchiveBenchmark.WAYS.get(i).title(),
          String.valueOf(classes.loaded()),
          String.valueOf(classes.archived()),
          Optional.of(
                  classes.reasons().entrySet().stream()
                      .map(reason -> reason.getValue() + " x " + reason.getKey())
                      .collect(joining(", ")))
              .filter(text -> !text.isEmpty())
              .orElse("-"));
    }
    return table.toString();
  }
}
