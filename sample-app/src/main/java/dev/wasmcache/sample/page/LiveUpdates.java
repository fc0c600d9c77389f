package dev.wasmcache.sample.page;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Notifies a bounded number of connections that something has changed; each client then requests
 * the new state itself. So an event is only a few bytes, which fit into the socket's buffer: a
 * client that does not read delays no other client, although a single thread writes to all of them.
 * Thread-safe.
 */
@Component
final class LiveUpdates implements SmartLifecycle {

  private static final long INTERVAL_MILLIS = 500;
  private static final long NEVER = 0;

  /** How many ticks pass before a comment is sent, to detect closed connections. */
  private static final int TICKS_OF_SILENCE = 20;

  private final PageStates states;
  private final int maximum;
  private final Set<SseEmitter> connections = new LinkedHashSet<>();
  private boolean running;

  // Used by the ticking thread only.
  private @Nullable PageState told;
  private int silentTicks;

  LiveUpdates(PageStates states, SampleProperties properties) {
    this.states = states;
    this.maximum = properties.page().maxListeners();
  }

  /**
   * @throws Problem if the maximum number of connections is reached
   */
  SseEmitter connect() {
    SseEmitter connection = new SseEmitter(NEVER);
    connection.onCompletion(() -> remove(connection));
    synchronized (this) {
      if (!running || connections.size() >= maximum) {
        throw Problem.tooManyListeners();
      }
      connections.add(connection);
    }
    // The response's head is sent with the first event: until then, the client does not know that
    // the connection is open.
    send(connection, SseEmitter.event().comment("open"));
    return connection;
  }

  @Scheduled(fixedDelay = INTERVAL_MILLIS)
  void tick() {
    List<SseEmitter> all = all();
    if (all.isEmpty()) {
      told = null;
      return;
    }
    PageState now = states.now();
    if (!now.equals(told)) {
      told = now;
      silentTicks = 0;
      all.forEach(connection -> send(connection, SseEmitter.event().name("changed").data("")));
    } else if (++silentTicks >= TICKS_OF_SILENCE) {
      silentTicks = 0;
      all.forEach(connection -> send(connection, SseEmitter.event().comment("still here")));
    }
  }

  private void send(SseEmitter connection, SseEmitter.SseEventBuilder event) {
    try {
      connection.send(event);
    } catch (IOException | IllegalStateException e) {
      remove(connection);
    }
  }

  private synchronized List<SseEmitter> all() {
    return new ArrayList<>(connections);
  }

  private synchronized void remove(SseEmitter connection) {
    connections.remove(connection);
  }

  /** Returns the number of connections. */
  synchronized int size() {
    return connections.size();
  }

  @Override
  public synchronized void start() {
    running = true;
  }

  /** Closes all connections: the server waits for open ones, and can shut down after this phase. */
  @Override
  public void stop() {
    synchronized (this) {
      running = false;
    }
    all().forEach(SseEmitter::complete);
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
