package dev.wasmcache.sample.page;

import dev.wasmcache.sample.SampleApplication;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service in this JVM, on a separate directory, with low limits. */
final class RunningSample implements AutoCloseable {

  static final int MAXIMUM_UPLOAD = 100 * 1024;

  private final Path cacheDirectory;
  private ConfigurableApplicationContext context;

  private RunningSample(Path cacheDirectory) {
    this.cacheDirectory = cacheDirectory;
    this.context = run();
  }

  static RunningSample start(Path cacheDirectory) {
    return new RunningSample(cacheDirectory);
  }

  private ConfigurableApplicationContext run() {
    return SpringApplication.run(
        SampleApplication.class,
        "--server.port=0",
        "--wasm.cache.disk.directory=" + cacheDirectory,
        "--sample.modules.max-upload-size=" + MAXIMUM_UPLOAD + "B",
        "--sample.page.max-listeners=8");
  }

  /** Restarts it on the same directory, on another port; uploads are gone then. */
  void restart() {
    context.close();
    context = run();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  String url() {
    return "http://localhost:" + port() + "/";
  }

  @Override
  public void close() {
    context.close();
  }
}
