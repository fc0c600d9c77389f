package dev.wasmcache.sample.functions;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;
import tools.jackson.databind.JsonNode;

/**
 * OpenNURBS, the geometry library of Rhino, as three.js ships it. When it starts, it announces its
 * classes to JavaScript. Here the host receives them; it can construct an object and read its
 * properties if that takes numbers only. The build has shortened all names to letters: those here
 * are of this particular build.
 */
public final class RhinoFunctions implements Functions {

  private static final String RUN_CONSTRUCTORS = "pa";

  @Override
  public List<FunctionInfo> list(WasmModule module) {
    return List.of(
        new FunctionInfo("classes", List.of(), "list of names", "[]"),
        new FunctionInfo("members", List.of("class: text"), "list of names", "[\"Circle\"]"),
        new FunctionInfo("circle", List.of("radius: number"), "measures of the circle", "[2]"));
  }

  @Override
  public HostFunctions imports() {
    return new Announcements().imports();
  }

  @Override
  public Outcome call(Call call, SampleProperties.Calls limits) {
    Announcements announced = new Announcements();
    try (Guest guest = Guest.start(call.module(), announced.imports(), limits)) {
      guest.call(RUN_CONSTRUCTORS);
      Object answer =
          switch (call.function()) {
            case "classes" -> {
              call.requireCount(0, "");
              yield announced.names();
            }
            case "members" -> {
              call.requireCount(1, "class");
              yield announced.named(call.argument(1)).members;
            }
            case "circle" -> {
              call.requireCount(1, "radius");
              yield circle(guest, announced, call.argument(1));
            }
            default -> throw call.unknown();
          };
      return new Outcome(new Answer.Value(answer), guest.output());
    }
  }

  private static Map<String, Double> circle(Guest guest, Announcements announced, JsonNode radius) {
    if (!radius.isNumber() || radius.doubleValue() <= 0) {
      throw Problem.badArgument(1, radius, "a number above 0");
    }
    Announced circle = announced.named("Circle");
    long object = circle.construct(guest, Double.doubleToRawLongBits(radius.doubleValue()));
    Map<String, Double> measures = new TreeMap<>();
    for (String property : List.of("radius", "diameter", "circumference")) {
      measures.put(property, Double.longBitsToDouble(circle.get(guest, property, object)));
    }
    return measures;
  }

  /** A class, as the module announced it. */
  private static final class Announced {

    final String name;
    final List<String> members = new ArrayList<>();
    private final Map<String, Getter> getters = new HashMap<>();
    private final Map<Long, Constructor> constructors = new HashMap<>();

    Announced(String name) {
      this.name = name;
    }

    long construct(Guest guest, long argument) {
      Constructor one = required(constructors.get(1L));
      return guest.callIndirect(0, (int) one.invoker(), one.function(), argument)[0];
    }

    long get(Guest guest, String property, long object) {
      Getter getter = required(getters.get(property));
      return guest.callIndirect(0, (int) getter.invoker(), getter.context(), object)[0];
    }

    private <T> T required(@Nullable T member) {
      if (member == null) {
        throw Problem.failed("The class " + name + " has no such member", null);
      }
      return member;
    }

    private record Getter(long invoker, long context) {}

    private record Constructor(long invoker, long function) {}
  }

  /** The part of Emscripten's embind that announces classes. */
  private static final class Announcements {

    private final Map<Long, Announced> classes = new HashMap<>();

    HostFunctions imports() {
      return new HostFunctions()
          .add("a.e", (instance, a) -> register(instance, a[0], a[10]))
          .add("a.a", this::property)
          .add("a.g", (instance, a) -> constructor(a))
          .add("a.b", this::method)
          .add("a.f", this::method)
          .zerosForTheRest();
    }

    private void register(Instance instance, long type, long name) {
      classes.put(type, new Announced(Guest.text(instance, name)));
    }

    private void property(Instance instance, long[] arguments) {
      String name = Guest.text(instance, arguments[1]);
      Announced owner = of(arguments[0]);
      owner.members.add(name);
      owner.getters.put(name, new Announced.Getter(arguments[4], arguments[5]));
    }

    private void constructor(long[] arguments) {
      // The count includes the object itself.
      of(arguments[0])
          .constructors
          .put(arguments[1] - 1, new Announced.Constructor(arguments[4], arguments[5]));
    }

    private void method(Instance instance, long[] arguments) {
      of(arguments[0]).members.add(Guest.text(instance, arguments[1]) + "()");
    }

    private Announced of(long type) {
      Announced known = classes.get(type);
      if (known == null) {
        throw Problem.failed("A member was announced before its class", null);
      }
      return known;
    }

    List<String> names() {
      return classes.values().stream().map(known -> known.name).sorted().toList();
    }

    Announced named(JsonNode name) {
      if (!name.isString()) {
        throw Problem.badArgument(1, name, "the name of a class");
      }
      return named(name.stringValue());
    }

    Announced named(String name) {
      return classes.values().stream()
          .filter(known -> known.name.equals(name))
          .findFirst()
          .orElseThrow(() -> Problem.badArgument(1, name, "the name of a class"));
    }
  }
}
