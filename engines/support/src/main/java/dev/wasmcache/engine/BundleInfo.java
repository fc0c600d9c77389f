package dev.wasmcache.engine;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The description of a bundle: lines with a name, an equals sign and a value, in UTF-8.
 *
 * @param mainClass the binary name of the machine's class
 * @param classCount the number of classes
 * @param form how much of the module the bundle holds
 * @param interpretedFunctions the indices of the functions that are interpreted, ascending
 */
record BundleInfo(
    String mainClass, int classCount, ModuleForm form, Set<Integer> interpretedFunctions) {

  private static final String FORMAT = String.valueOf(Bundle.FORMAT_VERSION);

  /**
   * Formats that have the bodies of interpreted functions in the module, so that the engine has to
   * parse it.
   */
  private static final Set<String> EARLIER_FORMATS = Set.of("1", "2");

  BundleInfo {
    interpretedFunctions = Collections.unmodifiableSet(new TreeSet<>(interpretedFunctions));
  }

  byte[] toBytes() {
    Map<String, String> lines = new TreeMap<>();
    lines.put("format", FORMAT);
    lines.put("mainClass", mainClass);
    lines.put("classes", String.valueOf(classCount));
    lines.put("module", form.id());
    lines.put(
        "interpretedFunctions",
        interpretedFunctions.stream().map(String::valueOf).collect(joining(",")));
    return lines.entrySet().stream()
        .map(line -> line.getKey() + "=" + line.getValue() + "\n")
        .collect(joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException if {@link #toBytes} did not write these bytes
   */
  static BundleInfo parse(byte[] bytes) {
    Map<String, String> lines = new TreeMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    String format = required(lines, "format");
    boolean isEarlier = EARLIER_FORMATS.contains(format);
    if (!format.equals(FORMAT) && !isEarlier) {
      throw new IllegalArgumentException("The artifact is of format " + format + ", not " + FORMAT);
    }
    Set<Integer> interpreted = new TreeSet<>();
    for (String index : required(lines, "interpretedFunctions").split(",", -1)) {
      if (!index.isEmpty()) {
        interpreted.add(Integer.valueOf(index));
      }
    }
    ModuleForm form = ModuleForm.of(required(lines, "module"));
    return new BundleInfo(
        required(lines, "mainClass"),
        Integer.parseInt(required(lines, "classes")),
        isEarlier && form == ModuleForm.EMPTIED ? ModuleForm.VALIDATED : form,
        interpreted);
  }

  private static String required(Map<String, String> lines, String name) {
    String value = lines.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The artifact does not state its " + name);
    }
    return value;
  }
}
