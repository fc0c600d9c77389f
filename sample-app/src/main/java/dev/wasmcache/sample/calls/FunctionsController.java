package dev.wasmcache.sample.calls;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.functions.Answer;
import dev.wasmcache.sample.functions.Functions;
import dev.wasmcache.sample.modules.HostedModule;
import dev.wasmcache.sample.modules.Millis;
import dev.wasmcache.sample.modules.ModuleHost;
import dev.wasmcache.sample.modules.ModuleRegistry;
import dev.wasmcache.sample.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;

/** Calls functions. */
@RestController
final class FunctionsController {

  private final ModuleRegistry registry;
  private final ModuleHost host;
  private final GuestRunner runner;
  private final SampleProperties.Calls limits;

  FunctionsController(
      ModuleRegistry registry, ModuleHost host, GuestRunner runner, SampleProperties properties) {
    this.registry = registry;
    this.host = host;
    this.runner = runner;
    this.limits = properties.calls();
  }

  /**
   * @param arguments a JSON array; an empty body means an empty array
   */
  @PostMapping("/modules/{name}/functions/{function}")
  ResponseEntity<?> call(
      @PathVariable String name,
      @PathVariable String function,
      @RequestBody(required = false) @Nullable JsonNode arguments) {
    HostedModule module = registry.get(name);
    List<JsonNode> list = list(arguments);
    ModuleHost.Loaded loaded = host.load(module);
    Functions.Call call = new Functions.Call(name, loaded.module(), function, list);

    long start = System.nanoTime();
    Functions.Outcome outcome = runner.run(() -> module.functions().call(call, limits));
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    ResponseEntity.BodyBuilder response =
        ResponseEntity.ok().header("Server-Timing", timing(loaded.access(), took));
    if (outcome.answer() instanceof Answer.Content content) {
      return response.contentType(content.mediaType()).body(content.body());
    }
    Answer.Value value = (Answer.Value) outcome.answer();
    String output = outcome.output().isEmpty() ? null : outcome.output();
    return response.contentType(MediaType.APPLICATION_JSON).body(new Result(value.value(), output));
  }

  /** Says where the arguments stop being JSON. */
  @ExceptionHandler
  ResponseEntity<Object> notJson(HttpMessageNotReadableException unreadable) {
    TokenStreamLocation location =
        unreadable.getCause() instanceof StreamReadException cause ? cause.getLocation() : null;
    Problem problem =
        location == null
            ? Problem.badArguments("The arguments cannot be read as JSON")
            : Problem.notJson(location.getLineNr(), location.getColumnNr());
    return ResponseEntity.status(problem.getStatusCode())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem.getBody());
  }

  private static List<JsonNode> list(@Nullable JsonNode arguments) {
    if (arguments == null || arguments.isMissingNode()) {
      return List.of();
    }
    if (!arguments.isArray()) {
      throw Problem.badArguments("The arguments must be a JSON array, such as [1, 2.5, \"text\"]");
    }
    return List.copyOf(arguments.values());
  }

  private static String timing(ModuleHost.Access access, Duration took) {
    return "load;desc=%s;dur=%s, call;dur=%s"
        .formatted(access.source().id(), Millis.of(access.elapsed()), Millis.of(took));
  }

  /**
   * @param output the text that the module has printed; null if none
   */
  record Result(
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Object result,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String output) {}
}
