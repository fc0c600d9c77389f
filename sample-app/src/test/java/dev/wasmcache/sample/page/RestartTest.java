package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PageExtension.class)
@Tag("one-jdk")
class RestartTest {

  private static final List<String> SHIPPED =
      List.of("calculator", "mandelbrot", "qcms", "rhino3dm", "source-map");

  private final Page page;

  RestartTest(Page page) {
    this.page = page;
  }

  @Test
  void restart_onTheSameDirectory_showsThatAllCameFromDisk() throws IOException {
    page.open();

    page.sample().restart();
    page.waitUntilText("connection", "Not updating automatically");
    page.open();

    assertThat(page.text("summary")).contains("5 loads from disk, 0 compiled");
    for (String module : SHIPPED) {
      assertThat(page.origin(module)).isEqualTo("disk");
      assertThat(page.bars(module)).containsExactly("compiled", "disk");
      assertThat(page.text("module-" + module + "-times")).contains("earlier");
    }
    keepScreenshot();
  }

  /** The picture in the README: modules that were compiled once, came from disk, and are live. */
  private void keepScreenshot() throws IOException {
    page.sample().bean(DiskStore.class).collect();
    for (String module : SHIPPED) {
      page.press(module, "call");
      page.waitUntilText("module-" + module + "-from", "live");
    }
    page.press("qcms", "evict");
    page.waitUntilText("modules-status", "qcms is back from disk");
    page.call("mandelbrot", "render", "[-0.6, 0, 2.4, 480, 200]");
    page.waitUntilText("result", "mandelbrot: render");
    page.browser().screen(1200, 900, Browser.Scheme.LIGHT);
    page.browser().keepScreenshot("sample-page");
  }
}
