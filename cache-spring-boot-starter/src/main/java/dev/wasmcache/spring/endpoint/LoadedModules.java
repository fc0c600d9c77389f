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
 * @param saved the compile time that the cache has saved in all since the start
 * @param modules the modules; at most 1000 are remembered
 * @param prewarmable the names that the application can load when it is told to
 */
public record LoadedModules(Duration saved, List<Module> modules, List<String> prewarmable)
    implements OperationResponseBody {

  /**
   * What happened to a module since the start.
   *
   * @param name its name; absent if it was asked for by its bytes
   * @param key the key of the artifact that was loaded last
   * @param live where it is live now
   * @param loads how often it became live, by where it came from
   * @param saved the compile time that those loads have saved
   * @param compileTime what its artifact took to compile; zero if not known
   * @param lastOrigin where it came from last
   * @param lastLoadedAt when that was
   * @param lastElapsed how long that took
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
   * @param weight what it holds in bytes, by its engine's estimate
   * @param pinned whether it stays whatever the others weigh
   */
  public record Live(String bean, String origin, long weight, boolean pinned) {}

  /**
   * Everything that is known of why a module was or would be compiled.
   *
   * @param key its key
   * @param names the names that it is known by
   * @param reason why a request would find it or not
   * @param copies what is stored of it, a tier each
   * @param live where it is live
   * @param lastCompile when and why it was compiled last; absent if not since the start
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
   * What was done to have a module ready.
   *
   * @param name its name
   * @param outcome {@code loaded}, {@code live} if it was before, or {@code fetched} if its
   *     compiled form is in the tiers of this host now
   */
  public record Prewarmed(String name, String outcome) implements OperationResponseBody {}
}
