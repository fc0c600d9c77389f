package dev.wasmcache.process;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much code a reader has to follow: the source files that a load enters, and how often it moves
 * from one to another, and the calls to the tiers that change the thread, counted through the
 * debugger interface. The bounds are what the code needs now: raise one only with a reason that a
 * reviewer accepts, and never by merging files that have different jobs.
 */
final class LoadPathTest {

  @TempDir private Path directory;

  @Test
  void load_missThenDiskHit_entersFewFiles() throws Exception {
    LoadPath miss = LoadPath.of(directory.resolve("cache"));
    LoadPath hit = LoadPath.of(directory.resolve("cache"));
    // A call to a tier passes from the guard, which decides whether it is made, to what makes it.
    SoftAssertions all = new SoftAssertions();
    all.assertThat(miss.files).as("files of a miss").hasSizeLessThanOrEqualTo(70);
    all.assertThat(miss.moves).as("moves of a miss").isLessThanOrEqualTo(377);
    all.assertThat(hit.files).as("files of a disk hit").hasSizeLessThanOrEqualTo(45);
    // One of them ends what might have been unpacked: that has memory outside of the heap.
    all.assertThat(hit.moves).as("moves of a disk hit").isLessThanOrEqualTo(110);
    all.assertThat(miss.guardedCalls).as("look up, begin, put, end").isEqualTo(4);
    all.assertThat(hit.guardedCalls).as("look up").isEqualTo(1);
    all.assertAll();
  }

  /** What one load in a JVM of its own has entered. */
  private static final class LoadPath {

    private static final String MAIN = "dev.wasmcache.LoadMain";
    private static final Path SOURCES = Path.of("src/main/java");

    // Each hands the call over to another thread, and waits for it.
    private static final Set<String> GUARDED_CALLS =
        Set.of(
            "dev.wasmcache.internal.guard.TimedCalls.call",
            "dev.wasmcache.internal.guard.TimedCalls.callAlways");

    // What only returns a field: aload_0, getfield, perhaps a cast, and a return.
    private static final int ACCESSOR_BYTES = 6;

    private final Set<String> sources;
    private final Set<String> files = new TreeSet<>();
    private final Map<ThreadReference, String> current = new HashMap<>();
    private int moves;
    private int guardedCalls;

    private LoadPath(Set<String> sources) {
      this.sources = sources;
    }

    static LoadPath of(Path directory) throws Exception {
      LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
      Map<String, Connector.Argument> arguments = connector.defaultArguments();
      arguments.get("main").setValue(MAIN + " " + directory);
      arguments
          .get("options")
          .setValue("-XX:+UseSerialGC -cp \"" + System.getProperty("java.class.path") + "\"");
      LoadPath path = new LoadPath(sources());
      path.follow(connector.launch(arguments));
      return path;
    }

    private static Set<String> sources() throws IOException {
      try (Stream<Path> paths = Files.walk(SOURCES)) {
        return paths
            .filter(Files::isRegularFile)
            .map(path -> SOURCES.relativize(path).toString())
            .collect(Collectors.toSet());
      }
    }

    private void follow(VirtualMachine machine) throws Exception {
      ClassPrepareRequest start = machine.eventRequestManager().createClassPrepareRequest();
      start.addClassFilter(MAIN);
      start.enable();
      MethodEntryRequest entries = machine.eventRequestManager().createMethodEntryRequest();
      entries.addClassFilter("dev.wasmcache.*");
      entries.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
      boolean within = false;
      while (true) {
        EventSet events = machine.eventQueue().remove();
        for (Event event : events) {
          if (event instanceof VMDisconnectEvent) {
            return;
          } else if (event instanceof ClassPrepareEvent) {
            entries.enable();
          } else if (event instanceof MethodEntryEvent entry) {
            if (entry.method().declaringType().name().equals(MAIN)) {
              within = entry.method().name().equals("begin");
            } else if (within) {
              enter(entry);
            }
          }
        }
        events.resume();
      }
    }

    /** Counts a file, and a move to it unless it is for a field or to make an object. */
    private void enter(MethodEntryEvent entry) {
      String file = source(entry);
      if (!sources.contains(file)) {
        return;
      }
      files.add(file);
      if (GUARDED_CALLS.contains(entry.method().toString().replaceFirst("\\(.*", ""))) {
        guardedCalls++;
      }
      boolean isPlain =
          entry.method().bytecodes().length <= ACCESSOR_BYTES
              || entry.method().isConstructor()
              || entry.method().isStaticInitializer();
      if (!isPlain && !file.equals(current.put(entry.thread(), file))) {
        moves++;
      }
    }

    private static String source(MethodEntryEvent entry) {
      try {
        return entry.location().sourcePath();
      } catch (AbsentInformationException e) {
        // Made by the JVM itself.
        return "";
      }
    }
  }
}
