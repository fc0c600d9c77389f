package dev.wasmcache.sample.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;

/** Gives all tests one browser and one running service. */
final class PageExtension implements BeforeAllCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PageExtension.class);

  /** Skips the tests before anything starts, if there is no browser. */
  @Override
  public void beforeAll(ExtensionContext context) {
    browser(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Page.class || type == Browser.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == Browser.class) {
      return browser(context);
    }
    Service service =
        shared(context).computeIfAbsent(Service.class, key -> Service.start(), Service.class);
    return new Page(browser(context), service.sample());
  }

  private static Browser browser(ExtensionContext context) {
    return shared(context).computeIfAbsent(Browser.class, key -> Browser.start(), Browser.class);
  }

  private static ExtensionContext.Store shared(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }

  private record Service(Path directory, RunningSample sample) implements AutoCloseable {

    static Service start() {
      try {
        Path directory = Files.createTempDirectory("page");
        return new Service(directory, RunningSample.start(directory.resolve("cache")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      sample.close();
      FileSystemUtils.deleteRecursively(directory.toFile());
    }
  }
}
