package dev.wasmcache.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Everything that anybody logs down to DEBUG, in the place of the console, until closed. */
public final class CapturedLog implements AutoCloseable {

  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger root;
  private final Logger ours;
  private final Level levelOfRoot;
  private final Level levelOfOurs;
  private final Appender<ILoggingEvent> console;

  public CapturedLog() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = context.getLogger("ROOT");
    ours = context.getLogger("dev.wasmcache");
    levelOfRoot = root.getLevel();
    levelOfOurs = ours.getLevel();
    console = root.getAppender("console");
    root.detachAppender(console);
    root.addAppender(events);
    events.start();
    root.setLevel(Level.DEBUG);
    ours.setLevel(Level.DEBUG);
  }

  /** Returns what was logged so far. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(events.list)) {
      text.append(event.getLoggerName()).append(": ").append(event.getFormattedMessage());
      text.append(event.getThrowableProxy()).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    root.setLevel(levelOfRoot);
    ours.setLevel(levelOfOurs);
    root.detachAppender(events);
    if (console != null) {
      root.addAppender(console);
    }
  }
}
