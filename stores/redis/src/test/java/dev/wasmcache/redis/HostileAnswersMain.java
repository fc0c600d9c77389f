package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.time.Duration;

/** Receives every hostile answer with a small heap, and would not survive if it believed one. */
public final class HostileAnswersMain {

  private HostileAnswersMain() {}

  public static void main(String[] arguments) throws IOException {
    String asked = arguments[0];
    int met = 0;
    for (String hostile : HostileAnswers.all()) {
      try (FakeRedis server = new FakeRedis(FakeRedis.answering(asked, hostile));
          RedisStore store =
              RedisStore.builder(server.uri())
                  .coldStart(Duration.ZERO)
                  .connectTimeout(Duration.ofSeconds(10))
                  .commandTimeout(Duration.ofSeconds(10))
                  .build()) {
        boolean unused = store.get(CacheKey.of(new byte[32])).isPresent();
        System.out.println("taken: " + hostile.strip());
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).contains("the connection is closed")) {
          met++;
        } else {
          System.out.println(
              hostile.substring(0, Math.min(30, hostile.length())).strip() + ": " + e);
          break;
        }
      }
    }
    System.out.println("met " + met + " of " + HostileAnswers.all().size());
    System.exit(0);
  }
}
