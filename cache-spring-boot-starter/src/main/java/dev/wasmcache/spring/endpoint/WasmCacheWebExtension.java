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
 * The endpoint over HTTP: what is below {@code /actuator/wasmcache}. Every argument is a text, so
 * that what makes no sense is answered with its name, its value and what would be right.
 */
@EndpointWebExtension(endpoint = WasmCacheEndpoint.class)
public final class WasmCacheWebExtension {

  private final Operations operations;

  WasmCacheWebExtension(Operations operations) {
    this.operations = operations;
  }

  /**
   * Answers what there is of a kind.
   *
   * @param collection {@code entries}, {@code modules}, {@code why}, {@code compiles} or {@code
   *     verification}
   * @param after for entries: the last key of the page before
   * @param limit for entries and compiles: the most to answer
   * @param engine for entries, as the next four: see {@link EntryFilter}
   * @param key for why: a key
   * @param name for why: a module's name
   */
  @ReadOperation
  public WebEndpointResponse<?> list(
      @Selector String collection,
      @Nullable String after,
      @Nullable String limit,
      @Nullable String engine,
      @Nullable String olderThan,
      @Nullable String youngerThan,
      @Nullable String minSize,
      @Nullable String maxSize,
      @Nullable String key,
      @Nullable String name) {
    return answer(
        200,
        () ->
            switch (collection) {
              case "entries" ->
                  operations.list(
                      after,
                      limit,
                      EntryFilter.parse(engine, olderThan, youngerThan, minSize, maxSize));
              case "modules" -> operations.modules().list();
              case "why" -> operations.modules().why(key, name);
              case "compiles" -> operations.compiles(limit);
              case "verification" -> operations.verification().state();
              default -> throw unknown(collection);
            });
  }

  /**
   * Answers one entry.
   *
   * @param collection {@code entries}
   */
  @ReadOperation
  public WebEndpointResponse<?> one(@Selector String collection, @Selector String key) {
    return answer(
        200,
        () -> {
          requireEntries(collection);
          return operations.entries().inspect(Arguments.key("key", key));
        });
  }

  /**
   * Starts the verification of all entries, verifies one, or has a module ready.
   *
   * @param collection {@code verification} or {@code modules}
   * @param key for a verification: the key of one entry; null for all
   * @param name for modules: the name of one
   */
  @WriteOperation
  public WebEndpointResponse<?> act(
      @Selector String collection, @Nullable String key, @Nullable String name) {
    return switch (collection) {
      case "verification" ->
          key == null
              ? answer(202, operations.verification()::start)
              : answer(200, () -> operations.verification().verify(Arguments.key("key", key)));
      case "modules" -> answer(200, () -> operations.modules().prewarm(name));
      default -> refuse(unknown(collection));
    };
  }

  /**
   * Deletes the entries that match from every tier, and forgets their live modules.
   *
   * @param collection {@code entries}
   * @param all {@code true}: every entry of this host, and every live module
   * @param engine as the next four: see {@link EntryFilter}
   */
  @DeleteOperation
  public WebEndpointResponse<?> deleteMany(
      @Selector String collection,
      @Nullable String all,
      @Nullable String engine,
      @Nullable String olderThan,
      @Nullable String youngerThan,
      @Nullable String minSize,
      @Nullable String maxSize) {
    return answer(
        200,
        () -> {
          requireEntries(collection);
          EntryFilter filter = EntryFilter.parse(engine, olderThan, youngerThan, minSize, maxSize);
          if (filter.isEmpty() && "true".equals(all)) {
            operations.entries().evictAll();
            return null;
          }
          return operations.evict(filter);
        });
  }

  /**
   * Deletes one entry from every tier, and forgets its live module.
   *
   * @param collection {@code entries}
   */
  @DeleteOperation
  public WebEndpointResponse<?> delete(@Selector String collection, @Selector String key) {
    return answer(
        200,
        () -> {
          requireEntries(collection);
          operations.entries().evict(Arguments.key("key", key));
          return null;
        });
  }

  private static WebEndpointResponse<?> answer(int status, Supplier<@Nullable Object> operation) {
    try {
      Object body = operation.get();
      return body == null
          ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
          : new WebEndpointResponse<>(body, status);
    } catch (RefusedException e) {
      return refuse(e);
    }
  }

  private static WebEndpointResponse<?> refuse(RefusedException refusal) {
    return new WebEndpointResponse<>(
        refusal.problem(), refusal.status(), MediaType.APPLICATION_PROBLEM_JSON);
  }

  private static void requireEntries(String collection) {
    if (!collection.equals("entries")) {
      throw unknown(collection);
    }
  }

  private static RefusedException unknown(String collection) {
    return RefusedException.notFound(
        "There is no '" + collection + "' here that this method could be used on");
  }
}
