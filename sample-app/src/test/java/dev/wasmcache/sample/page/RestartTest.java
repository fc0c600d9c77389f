package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PageExtension.class)
class RestartTest {

  private static final List<String> SHIPPED =
      List.of("calculator", "mandelbrot", "qcms", "rhino3dm", "source-map");

  @Test
  void restart_onTheSameDirectory_showsThatAllCameFromDisk(Browser browser, @TempDir Path directory)
      throws IOException {
    try (RunningSample first = RunningSample.start(directory)) {
      Page page = new Page(browser, first).open();
      assertThat(page.text("summary")).contains("0 loads from disk, 5 compiled");
    }

    try (RunningSample second = RunningSample.start(directory)) {
      Page page = new Page(browser, second).open();
      assertThat(page.text("summary")).contains("5 loads from disk, 0 compiled");
      for (String module : SHIPPED) {
        assertThat(page.origin(module)).isEqualTo("disk");
        assertThat(page.bars(module)).containsExactly("compiled", "disk");
        assertThat(page.text("module-" + module + "-times")).contains("earlier");
      }
      keepScreenshot(page);
    }
  }

  /** The picture in the README: what was compiled once, came from disk, and is live. */
  private static void keepScreenshot(Page page) throws IOException {
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
