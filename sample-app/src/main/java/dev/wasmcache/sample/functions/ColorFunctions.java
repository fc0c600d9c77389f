package dev.wasmcache.sample.functions;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;
import tools.jackson.databind.JsonNode;

/**
 * Mozilla's qcms as built by PDF.js: converts a printer's colours to screen colours. The module
 * returns its results through callbacks; the names of its imports are those of this particular
 * build.
 */
public final class ColorFunctions implements Functions {

  private static final String ANSWER = "wbg.__wbg_makecssRGB_893bf0cd9fdb302d";
  private static final int CMYK = 5;
  private static final int PERCEPTUAL = 0;
  private static final int AS_CSS = 1;

  private final byte[] profile;

  /**
   * @param profile of a printer, in the format of the International Color Consortium
   */
  public ColorFunctions(byte[] profile) {
    this.profile = profile;
  }

  @Override
  public List<FunctionInfo> list(WasmModule module) {
    return List.of(
        new FunctionInfo(
            "cmyk",
            List.of("cyan: 0 to 1", "magenta: 0 to 1", "yellow: 0 to 1", "black: 0 to 1"),
            "colour in CSS syntax",
            "[1, 0, 0, 0]"));
  }

  @Override
  public HostFunctions imports() {
    return new HostFunctions().zerosForTheRest();
  }

  @Override
  public Outcome call(Call call, SampleProperties.Calls limits) {
    if (!call.function().equals("cmyk")) {
      throw call.unknown();
    }
    call.requireCount(4, "cyan, magenta, yellow, black");
    AtomicReference<String> color = new AtomicReference<>("");
    HostFunctions imports =
        imports().add(ANSWER, (instance, arguments) -> color.set(css(instance, arguments[0])));
    try (Guest guest = Guest.start(call.module(), imports, limits)) {
      guest.call("__wbindgen_start");
      int address = guest.put(profile, "__wbindgen_malloc", 1);
      long transformer =
          guest.call("qcms_transformer_from_memory", address, profile.length, CMYK, PERCEPTUAL)[0];
      guest.call(
          "qcms_convert_four",
          transformer,
          share(call, 1),
          share(call, 2),
          share(call, 3),
          share(call, 4),
          AS_CSS);
      return new Outcome(new Answer.Value(color.get()), guest.output());
    }
  }

  private static long share(Functions.Call call, int position) {
    JsonNode argument = call.argument(position);
    if (!argument.isNumber() || argument.doubleValue() < 0 || argument.doubleValue() > 1) {
      throw Problem.badArgument(position, argument, "a number from 0 to 1");
    }
    return Math.round(argument.doubleValue() * 255);
  }

  private static String css(Instance instance, long address) {
    return "#" + HexFormat.of().formatHex(instance.memory().readBytes((int) address, 3));
  }
}
