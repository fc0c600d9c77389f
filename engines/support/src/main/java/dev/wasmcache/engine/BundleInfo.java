package dev.wasmcache.engine;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The description of a bundle: lines with a name, an equals sign and a value, in UTF-8.
 *
 * @param mainClass the binary name of the machine's class
 * @param classCount the number of classes
 * @param recipe how the module is made that the classes run with
 * @param moduleChecksum CRC-32 of that module; null if the bundle holds it, as earlier ones do
 */
record BundleInfo(
    String mainClass, int classCount, ModuleRecipe recipe, @Nullable Integer moduleChecksum) {

  private static final String FORMAT = String.valueOf(Bundle.FORMAT_VERSION);

  /** Formats that hold the module. */
  private static final Set<String> EARLIER_FORMATS = Set.of("1", "2", "3");

  /** The one of them whose emptied modules this library reads; the engine parses the others. */
  private static final String READ_FORMAT = "3";

  byte[] toBytes() {
    Map<String, String> lines = new TreeMap<>();
    lines.put("format", FORMAT);
    lines.put("mainClass", mainClass);
    lines.put("classes", String.valueOf(classCount));
    lines.put("module", recipe.form().id());
    lines.put("moduleChecksum", Integer.toHexString(requireNonNull(moduleChecksum)));
    lines.put("functionImports", String.valueOf(recipe.functionImports()));
    lines.put(
        "interpretedFunctions",
        recipe.interpretedFunctions().stream().map(String::valueOf).collect(joining(",")));
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
    ModuleForm form = ModuleForm.of(required(lines, "module"));
    if (isEarlier && !format.equals(READ_FORMAT) && form == ModuleForm.EMPTIED) {
      form = ModuleForm.VALIDATED;
    }
    int imports = isEarlier ? 0 : Integer.parseInt(required(lines, "functionImports"));
    return new BundleInfo(
        required(lines, "mainClass"),
        Integer.parseInt(required(lines, "classes")),
        new ModuleRecipe(form, imports, numbers(required(lines, "interpretedFunctions"))),
        isEarlier
            ? null
            : (Integer) Integer.parseUnsignedInt(required(lines, "moduleChecksum"), 16));
  }

  private static Set<Integer> numbers(String list) {
    Set<Integer> numbers = new TreeSet<>();
    for (String number : list.split(",", -1)) {
      if (!number.isEmpty()) {
        numbers.add(Integer.valueOf(number));
      }
    }
    return numbers;
  }

  private static String required(Map<String, String> lines, String name) {
    String value = lines.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The artifact does not state its " + name);
    }
    return value;
  }
}
