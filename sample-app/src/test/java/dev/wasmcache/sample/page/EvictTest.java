package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PageExtension.class)
@Tag("one-jdk")
class EvictTest {

  private final Page page;

  EvictTest(Page page) {
    this.page = page;
  }

  @Test
  void evict_module_comesBackFromDiskAndThenIsCompiled() {
    page.open();

    page.press("mandelbrot", "evict");
    String back = page.waitUntilText("modules-status", "mandelbrot is back from disk, in ");
    assertThat(page.origin("mandelbrot")).isEqualTo("disk");
    assertThat(page.bars("mandelbrot")).contains("compiled", "disk");
    // The announced time is the one that the bar shows.
    assertThat(page.text("module-mandelbrot-times"))
        .contains(back.substring(back.lastIndexOf("in ") + 3, back.length() - 1));

    page.press("mandelbrot", "evict-entries");
    page.waitUntilText("modules-status", "mandelbrot is compiled again, in ");
    assertThat(page.origin("mandelbrot")).isEqualTo("compiled");

    page.press("mandelbrot", "evict");
    page.waitUntilText("modules-status", "mandelbrot is back from disk, in ");
    assertThat(page.browser().console()).isEmpty();
  }

  @Test
  void evict_moduleThatIsGone_saysSo() {
    page.open();
    page.run("document.getElementById('module-qcms').dataset.name = 'gone'");

    page.press("qcms", "evict");

    page.waitUntilText("modules-error", "Unknown module. There is no module gone");
    assertThat(page.element("modules-error").getDomAttribute("role")).isEqualTo("alert");
  }
}
