package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The cache over HTTP: {@code GET /actuator/wasmcache} is a summary, {@code
 * /actuator/wasmcache/entries} a page of entries, {@code /actuator/wasmcache/entries/{key}} one of
 * them. Either of the last two can be deleted if the access to the endpoint is unrestricted.
 */
@WebEndpoint(id = "wasmcache", defaultAccess = Access.READ_ONLY)
public final class WasmCacheEndpoint {

  private static final String ENTRIES = "entries";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAXIMUM_LIMIT = 1000;

  private final CompilationCache cache;
  private final Collection<ModuleCache<?>> modules;
  private final SummaryWriter summary;

  WasmCacheEndpoint(
      CompilationCache cache, Collection<ModuleCache<?>> modules, SummaryWriter summary) {
    this.cache = cache;
    this.modules = modules;
    this.summary = summary;
  }

  /** Answers a summary. */
  @ReadOperation
  public Summary summary() {
    return summary.summarize();
  }

  /**
   * Answers a page of entries.
   *
   * @param collection {@code entries}
   * @param after the last key of the page before; null for the first page
   * @param limit the most entries to answer, 1 to 1000; null for 100
   */
  @ReadOperation
  public WebEndpointResponse<?> list(
      @Selector String collection, @Nullable String after, @Nullable Integer limit) {
    if (!collection.equals(ENTRIES)) {
      return notFound();
    }
    int most = limit == null ? DEFAULT_LIMIT : limit;
    if (most < 1 || most > MAXIMUM_LIMIT) {
      return badRequest("The limit is between 1 and " + MAXIMUM_LIMIT + ": " + most);
    }
    return after == null
        ? new WebEndpointResponse<>(page(null, most))
        : withKey(after, key -> new WebEndpointResponse<>(page(key, most)));
  }

  private Entries page(@Nullable CacheKey after, int limit) {
    List<CacheKey> keys = cache.keys(after, limit);
    String next = keys.size() < limit ? null : keys.get(keys.size() - 1).toHex();
    return new Entries(keys.stream().map(this::entry).toList(), next);
  }

  private Entries.Entry entry(CacheKey key) {
    return new Entries.Entry(
        key.toHex(), cache.inspect(key).stream().map(Entries.Copy::of).toList());
  }

  /** Answers one entry, in every tier that has it. */
  @ReadOperation
  public WebEndpointResponse<?> one(@Selector String collection, @Selector String key) {
    return collection.equals(ENTRIES)
        ? withKey(
            key, parsed -> exists(parsed) ? new WebEndpointResponse<>(entry(parsed)) : notFound())
        : notFound();
  }

  /** Deletes every entry of this host, and forgets every live module. */
  @DeleteOperation
  public WebEndpointResponse<?> deleteAll(@Selector String collection) {
    if (!collection.equals(ENTRIES)) {
      return notFound();
    }
    try {
      cache.clear();
    } finally {
      modules.forEach(ModuleCache::evictAll);
    }
    return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
  }

  /** Deletes one entry from every tier, and forgets its live module. */
  @DeleteOperation
  public WebEndpointResponse<?> delete(@Selector String collection, @Selector String key) {
    return collection.equals(ENTRIES) ? withKey(key, this::delete) : notFound();
  }

  private WebEndpointResponse<?> delete(CacheKey key) {
    boolean existed = exists(key);
    // Deleted in any case: a damaged entry is not seen, but it is there.
    try {
      cache.delete(key);
    } finally {
      modules.forEach(live -> live.evict(key));
    }
    return existed ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT) : notFound();
  }

  private boolean exists(CacheKey key) {
    return !cache.inspect(key).isEmpty();
  }

  private static WebEndpointResponse<?> withKey(
      String text, Function<CacheKey, WebEndpointResponse<?>> operation) {
    CacheKey key;
    try {
      key = CacheKey.parse(text);
    } catch (IllegalArgumentException e) {
      return badRequest(Optional.ofNullable(e.getMessage()).orElse("Not a cache key"));
    }
    return operation.apply(key);
  }

  private static WebEndpointResponse<?> notFound() {
    return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
  }

  private static WebEndpointResponse<Refusal> badRequest(String detail) {
    return new WebEndpointResponse<>(
        new Refusal(WebEndpointResponse.STATUS_BAD_REQUEST, "Bad Request", detail),
        WebEndpointResponse.STATUS_BAD_REQUEST);
  }

  /** Why a request was refused, with the members of a problem detail. */
  public record Refusal(int status, String title, String detail) {}
}
