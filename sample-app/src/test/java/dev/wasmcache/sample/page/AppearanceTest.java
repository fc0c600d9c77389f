package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PageExtension.class)
@Tag("one-jdk")
class AppearanceTest {

  private final Page page;

  AppearanceTest(Page page) {
    this.page = page;
  }

  @Test
  void show_onAnyScreen_fitsItsWidth() throws IOException {
    page.open();
    page.press("qcms", "evict");
    page.waitUntilText("modules-status", "back from disk");
    page.element("upload-name").submit();
    page.call("mandelbrot", "render", "[-0.6, 0, 2.4, 480, 320]");
    page.waitUntilText("result", "mandelbrot: render");

    look("desktop", 1280, 900);
    look("tablet", 800, 1000);
    look("phone", 390, 844);
    look("narrow", 320, 640);
  }

  private void look(String screen, int width, int height) throws IOException {
    for (Browser.Scheme scheme : Browser.Scheme.values()) {
      page.browser().screen(width, height, scheme);
      assertThat((Long) page.run("return document.documentElement.scrollWidth"))
          .as(screen)
          .isLessThanOrEqualTo(width);
      page.browser().keepScreenshot(screen + "-" + scheme.name().toLowerCase());
    }
  }
}
