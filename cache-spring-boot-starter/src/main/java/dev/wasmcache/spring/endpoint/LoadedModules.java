package dev.wasmcache.spring.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The modules that became live since the start, latest first.
 *
 * @param saved the total compile time that the cache has saved since the start
 * @param modules the modules; at most 1000 are remembered
 * @param prewarmable the names of the modules that the application can load on request
 */
public record LoadedModules(Duration saved, List<Module> modules, List<String> prewarmable)
    implements OperationResponseBody {

  /**
   * What happened to a module since the start.
   *
   * @param name its name; absent if it was requested by its bytes
   * @param key the key of the artifact that was loaded last
   * @param live where it is live now
   * @param loads how often it became live, by origin
   * @param saved the compile time that those loads have saved
   * @param compileTime how long its artifact took to compile; zero if not known
   * @param lastOrigin the origin of the last load
   * @param lastLoadedAt when it was last loaded
   * @param lastElapsed how long the last load took
   */
  public record Module(
      @Nullable String name,
      String key,
      List<Live> live,
      Map<String, Long> loads,
      Duration saved,
      Duration compileTime,
      String lastOrigin,
      Instant lastLoadedAt,
      Duration lastElapsed) {}

  /**
   * A module that is live.
   *
   * @param bean the name of the bean that holds it
   * @param origin where its artifact came from
   * @param weight its size in bytes, as its engine estimates it
   * @param pinned whether it stays live, whatever the size of the others
   */
  public record Live(String bean, String origin, long weight, boolean pinned) {}

  /**
   * Everything that is known about why a module was or would be compiled.
   *
   * @param key its key
   * @param names the names that it is known by
   * @param reason why a request would or would not find it
   * @param copies its stored copies, one per tier
   * @param live where it is live
   * @param lastCompile its last compile; absent if there was none since the start
   */
  public record Why(
      String key,
      List<String> names,
      Entries.Reason reason,
      List<Entries.Copy> copies,
      List<Live> live,
      Compiles.@Nullable Compile lastCompile)
      implements OperationResponseBody {}

  /**
   * What was done to make a module ready.
   *
   * @param name its name
   * @param outcome {@code loaded}, {@code live} if it was before, or {@code fetched} if its
   *     compiled form is in the tiers of this host now
   */
  public record Prewarmed(String name, String outcome) implements OperationResponseBody {}
}
