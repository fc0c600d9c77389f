package dev.wasmcache.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.springframework.boot.SpringApplicationAotProcessor;

/**
 * {@link AheadOfTimeMain}, processed ahead of time with certain settings, which starts in its own
 * class loader, because the generated classes share packages with those of the starter.
 */
final class ProcessedApplication {

  private final Path directory;
  private final Path classes;
  private final URLClassLoader loader;

  private ProcessedApplication(Path directory, Path classes) {
    this.directory = directory;
    this.classes = classes;
    this.loader = loader(classes);
  }

  static ProcessedApplication in(Path directory, String... settings) throws Exception {
    Path sources = directory.resolve("sources");
    Path classes = Files.createDirectories(directory.resolve("classes"));
    String[] arguments =
        Stream.concat(
                Stream.of(
                    AheadOfTimeMain.class.getName(),
                    sources.toString(),
                    classes.toString(),
                    classes.toString(),
                    "dev.wasmcache",
                    "test"),
                Stream.of(settings))
            .toArray(String[]::new);
    // Never closed, like the next one: both set handlers of java.util.logging, which remain.
    call(loader(classes), SpringApplicationAotProcessor.class, "main", (Object) arguments);
    compile(sources, classes);
    return new ProcessedApplication(directory, classes);
  }

  private static void compile(Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> generated = Files.walk(sources)) {
      List<Path> java = generated.filter(file -> file.toString().endsWith(".java")).toList();
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", path(classes)),
                  null,
                  files.getJavaFileObjectsFromPaths(java))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  /** Returns the state after a start of the processed application. */
  Map<String, String> start(String... settings) {
    return state(true, settings);
  }

  /** Returns the state after a start that evaluates every condition itself. */
  Map<String, String> startUnprocessed(String... settings) {
    return state(false, settings);
  }

  /** Returns the state after a start of the processed application and a reload of its module. */
  @SuppressWarnings("unchecked")
  Map<String, String> startAndReload(
      Path file, Path replacement, String expected, String... settings) {
    return (Map<String, String>)
        call(
            loader,
            ApplicationState.class,
            "afterReload",
            true,
            file,
            replacement,
            expected,
            arguments(settings));
  }

  @SuppressWarnings("unchecked")
  private Map<String, String> state(boolean aheadOfTime, String... settings) {
    return (Map<String, String>)
        call(loader, ApplicationState.class, "of", aheadOfTime, arguments(settings));
  }

  private static Object call(ClassLoader loader, Class<?> type, String name, Object... arguments) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Method[] methods = loader.loadClass(type.getName()).getMethods();
      return Stream.of(methods)
          .filter(method -> method.getName().equals(name))
          .findFirst()
          .orElseThrow()
          .invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Runs it in a separate process until it ends. Returns the exit code. */
  int run(Path log, List<String> options, String... settings) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dspring.aot.enabled=true", "-cp", path(classes)));
    command.addAll(1, options);
    command.add(AheadOfTimeMain.class.getName());
    command.addAll(List.of(arguments(settings)));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("The process did not end:\n" + Files.readString(log));
    }
    return process.exitValue();
  }

  private String[] arguments(String... settings) {
    return Stream.concat(
            Stream.of("server.port=0", "wasm.cache.disk.directory=" + directory.resolve("cache")),
            Stream.of(settings))
        .map(setting -> "--" + setting)
        .toArray(String[]::new);
  }

  private static String path(Path classes) {
    return classes + File.pathSeparator + System.getProperty("java.class.path");
  }

  private static URLClassLoader loader(Path classes) {
    URL[] urls =
        Stream.of(path(classes).split(File.pathSeparator))
            .map(entry -> url(Path.of(entry)))
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
