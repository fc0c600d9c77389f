package dev.wasmcache.spring.endpoint;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.MediaType;

/**
 * The endpoint over HTTP: the operations below {@code /actuator/wasmcache}. The response to a
 * refused request is a {@link Problem}.
 */
@EndpointWebExtension(endpoint = WasmCacheEndpoint.class)
public final class WasmCacheWebExtension {

  private final Operations operations;

  WasmCacheWebExtension(Operations operations) {
    this.operations = operations;
  }

  /**
   * Returns a collection.
   *
   * @param collection {@code entries}, {@code modules}, {@code why}, {@code compiles} or {@code
   *     verification}
   * @param arguments for entries: {@code after}, {@code limit} and an {@link EntryFilter}; for why:
   *     {@code key} or {@code name}; for compiles: {@code limit}
   */
  @ReadOperation
  public WebEndpointResponse<?> list(@Selector String collection, Arguments arguments) {
    return respond(
        200,
        () ->
            switch (collection) {
              case "entries" -> operations.entries().list(arguments, EntryFilter.of(arguments));
              case "modules" -> operations.modules().list();
              case "why" ->
                  operations.modules().why(arguments.given("key"), arguments.given("name"));
              case "compiles" -> operations.modules().compiles(arguments);
              case "verification" -> operations.verification().state();
              default -> throw unknown(collection);
            });
  }

  /**
   * Returns one entry.
   *
   * @param collection {@code entries}
   */
  @ReadOperation
  public WebEndpointResponse<?> one(@Selector String collection, @Selector String key) {
    return ofEntries(collection, () -> operations.entries().inspect(Arguments.key("key", key)));
  }

  /**
   * Starts the verification of all entries, verifies one, or makes a module ready.
   *
   * @param collection {@code verification} or {@code modules}
   * @param arguments for a verification: {@code key} of one entry, or nothing for all; for modules:
   *     {@code name} of one
   */
  @WriteOperation
  public WebEndpointResponse<?> act(@Selector String collection, Arguments arguments) {
    String key = arguments.given("key");
    return switch (collection) {
      case "verification" ->
          key == null
              ? respond(202, operations.verification()::start)
              : respond(200, () -> operations.verification().verify(Arguments.key("key", key)));
      case "modules" -> respond(200, () -> operations.modules().prewarm(arguments.given("name")));
      default -> refuse(unknown(collection).problem());
    };
  }

  /**
   * Deletes the entries that match from every tier, and evicts their live modules.
   *
   * @param collection {@code entries}
   * @param arguments an {@link EntryFilter}, or {@code all=true} for every entry of this host and
   *     every live module
   */
  @DeleteOperation
  public WebEndpointResponse<?> deleteMany(@Selector String collection, Arguments arguments) {
    return ofEntries(
        collection,
        () -> {
          EntryFilter filter = EntryFilter.of(arguments);
          if (filter.isEmpty() && "true".equals(arguments.given("all"))) {
            operations.entries().evictAll();
            return null;
          }
          return operations.entries().evict(filter);
        });
  }

  /**
   * Deletes one entry from every tier, and evicts its live module.
   *
   * @param collection {@code entries}
   */
  @DeleteOperation
  public WebEndpointResponse<?> delete(@Selector String collection, @Selector String key) {
    return ofEntries(
        collection,
        () -> {
          operations.entries().evict(Arguments.key("key", key));
          return null;
        });
  }

  private static WebEndpointResponse<?> respond(int status, Supplier<@Nullable Object> operation) {
    try {
      Object body = operation.get();
      return body == null
          ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
          : new WebEndpointResponse<>(body, status);
    } catch (RefusedException e) {
      return refuse(e.problem());
    }
  }

  private static WebEndpointResponse<?> refuse(Problem problem) {
    return new WebEndpointResponse<>(problem, problem.status(), MediaType.APPLICATION_PROBLEM_JSON);
  }

  private static WebEndpointResponse<?> ofEntries(
      String collection, Supplier<@Nullable Object> operation) {
    return collection.equals("entries")
        ? respond(200, operation)
        : refuse(unknown(collection).problem());
  }

  private static RefusedException unknown(String collection) {
    return RefusedException.notFound(
        "There is no '" + collection + "' here that supports this method");
  }
}
