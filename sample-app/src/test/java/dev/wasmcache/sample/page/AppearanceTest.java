package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code -Dscreenshots=FOLDER}, what these tests see is kept there. */
@ExtendWith(PageExtension.class)
class AppearanceTest {

  private final Page page;

  AppearanceTest(Page page) {
    this.page = page;
  }

  @ParameterizedTest
  @CsvSource({
    "desktop-light, 1200, 900, LIGHT",
    "desktop-dark, 1200, 900, DARK",
    "phone-light, 390, 844, LIGHT",
    "phone-dark, 390, 844, DARK"
  })
  void show_onScreen_fitsItsWidth(String name, int width, int height, Browser.Scheme scheme)
      throws IOException {
    page.open();
    page.press("qcms", "evict");
    page.waitUntilText("modules-status", "back from disk");
    page.call("mandelbrot", "render", "[-0.6, 0, 2.4, 480, 320]");
    page.waitUntilText("result", "mandelbrot: render");

    page.browser().screen(width, height, scheme);

    assertThat((Long) page.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
    keep(name);
  }

  private void keep(String name) throws IOException {
    String folder = System.getProperty("screenshots");
    if (folder != null) {
      Files.createDirectories(Path.of(folder));
      Files.write(Path.of(folder, name + ".png"), page.browser().screenshot());
    }
  }
}
