package dev.wasmcache.sample.page;

import dev.wasmcache.Requirement;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.util.FileSystemUtils;

/** The system's Chromium, headless and without network access. */
final class Browser implements AutoCloseable {

  // It warns that it does not know this version of DevTools, which these tests do not use.
  private static final Logger DEV_TOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  private final Path profile;
  private final ChromeDriver driver;

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  static Browser start() {
    Requirement.command("chromium", "chromium");
    Requirement.command("chromedriver", "chromium-driver");
    DEV_TOOLS.setLevel(Level.SEVERE);
    try {
      Path profile = Files.createTempDirectory("chromium");
      LoggingPreferences console = new LoggingPreferences();
      console.enable(LogType.BROWSER, Level.ALL);
      ChromeOptions options = new ChromeOptions();
      options.setBinary(find("chromium"));
      options.setCapability("goog:loggingPrefs", console);
      options.addArguments(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage",
          "--hide-scrollbars",
          "--user-data-dir=" + profile);
      // With both paths given, Selenium searches and downloads nothing.
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(find("chromedriver"))
              .usingAnyFreePort()
              .build();
      return new Browser(profile, new ChromeDriver(service, options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static File find(String command) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      File file = new File(folder, command);
      if (file.canExecute()) {
        return file;
      }
    }
    throw new IllegalStateException(command);
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Shows pages on a screen of this size. */
  void screen(int width, int height, Scheme scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme.name().toLowerCase()))));
  }

  enum Scheme {
    LIGHT,
    DARK
  }

  /** Saves a PNG image of the whole page in the folder {@code -Dscreenshots}, if that is set. */
  void keepScreenshot(String name) throws IOException {
    String folder = System.getProperty("screenshots");
    if (folder != null) {
      Map<String, Object> image =
          driver.executeCdpCommand(
              "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
      Files.createDirectories(Path.of(folder));
      Files.write(
          Path.of(folder, name + ".png"), Base64.getDecoder().decode((String) image.get("data")));
    }
  }

  /** Returns the console's messages since the last call. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } finally {
      FileSystemUtils.deleteRecursively(profile.toFile());
    }
  }
}
