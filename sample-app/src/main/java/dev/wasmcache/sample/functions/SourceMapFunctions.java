package dev.wasmcache.sample.functions;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.WasmModule;
import tools.jackson.databind.JsonNode;

/**
 * The module of Mozilla's source-map library, which reads source maps. As in the library, lines
 * count from 1 and columns from 0; the module itself counts both from 0.
 */
public final class SourceMapFunctions implements Functions {

  private static final int GREATEST_LOWER_BOUND = 1;
  private static final String EXAMPLE =
      "{\"version\": 3, \"sources\": [\"a.js\"], \"names\": [], \"mappings\": \"AAAA,SAAS\"}";

  @Override
  public List<FunctionInfo> list(WasmModule module) {
    return List.of(
        new FunctionInfo(
            "mappings", List.of("sourceMap: object"), "list of positions", "[" + EXAMPLE + "]"),
        new FunctionInfo(
            "original",
            List.of("sourceMap: object", "line: number from 1", "column: number from 0"),
            "position, or null",
            "[" + EXAMPLE + ", 1, 12]"));
  }

  @Override
  public HostFunctions imports() {
    return new HostFunctions().add("env.mapping_callback", (instance, arguments) -> {});
  }

  @Override
  public Outcome call(Call call, SampleProperties.Calls limits) {
    return switch (call.function()) {
      case "mappings" -> {
        call.requireCount(1, "sourceMap");
        yield run(call, limits, "by_generated_location");
      }
      case "original" -> {
        call.requireCount(3, "sourceMap, line, column");
        yield run(
            call,
            limits,
            "original_location_for",
            number(call, 2, 1) - 1,
            number(call, 3, 0),
            GREATEST_LOWER_BOUND);
      }
      default -> throw call.unknown();
    };
  }

  private static Outcome run(
      Call call, SampleProperties.Calls limits, String export, long... arguments) {
    SourceMap map = SourceMap.of(call.argument(1));
    List<Position> found = new ArrayList<>();
    HostFunctions imports =
        new HostFunctions()
            .add("env.mapping_callback", (instance, mapping) -> found.add(map.position(mapping)));
    try (Guest guest = Guest.start(call.module(), imports, limits)) {
      long[] all = new long[arguments.length + 1];
      all[0] = parse(guest, map.mappings());
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      guest.call(export, all);
      boolean one = arguments.length > 0;
      return new Outcome(
          new Answer.Value(one ? onLine(found, arguments[0] + 1) : found), guest.output());
    }
  }

  /** The module returns the nearest position before, which may be on another line. */
  private static @Nullable Position onLine(List<Position> found, long line) {
    return found.isEmpty() || found.get(0).generatedLine() != line ? null : found.get(0);
  }

  private static long parse(Guest guest, String mappings) {
    int text = guest.put(mappings.getBytes(StandardCharsets.US_ASCII), "allocate_mappings");
    long parsed = guest.call("parse_mappings", text)[0];
    if (parsed == 0) {
      throw Problem.failed(
          switch ((int) guest.call("get_last_error")[0]) {
            case 1 -> "The mappings contain a negative line, column, source or name";
            case 2 -> "The mappings contain a number larger than 2^32";
            case 3 -> "The mappings end in the middle of a number";
            case 4 -> "The mappings contain a character that is not base 64";
            default -> "The mappings cannot be read";
          },
          null);
    }
    return parsed;
  }

  private static int number(Call call, int position, int minimum) {
    JsonNode argument = call.argument(position);
    if (!argument.isInt() || argument.intValue() < minimum) {
      throw Problem.badArgument(position, argument, "a whole number from " + minimum);
    }
    return argument.intValue();
  }

  /** The parts of a source map that its mappings refer to by index. */
  private record SourceMap(String mappings, List<String> sources, List<String> names) {

    static SourceMap of(JsonNode argument) {
      JsonNode mappings = argument.path("mappings");
      if (!mappings.isString()) {
        throw Problem.badArgument(1, argument, "a source map: an object with a text mappings");
      }
      return new SourceMap(
          mappings.stringValue(), texts(argument.path("sources")), texts(argument.path("names")));
    }

    private static List<String> texts(JsonNode array) {
      return array.values().stream().map(text -> text.asString("")).toList();
    }

    /** The module's callback: flags tell which of the numbers are present. */
    Position position(long[] mapping) {
      boolean hasOriginal = mapping[4] != 0;
      boolean hasName = hasOriginal && mapping[8] != 0;
      return new Position(
          mapping[0] + 1,
          mapping[1],
          hasOriginal ? at(sources, mapping[5]) : null,
          hasOriginal ? mapping[6] + 1 : null,
          hasOriginal ? mapping[7] : null,
          hasName ? at(names, mapping[9]) : null);
    }

    private static @Nullable String at(List<String> texts, long index) {
      return index >= 0 && index < texts.size() ? texts.get((int) index) : null;
    }
  }

  /** A position in the generated text, and the original position. */
  record Position(
      long generatedLine,
      long generatedColumn,
      @Nullable String source,
      @Nullable Long line,
      @Nullable Long column,
      @Nullable String name) {}
}
