package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.springframework.core.io.ClassPathResource;

@ExtendWith(PageExtension.class)
@Tag("one-jdk")
class AccessibilityTest {

  private static final int TABS = 60;

  private final Page page;

  AccessibilityTest(Page page) {
    this.page = page;
  }

  @BeforeEach
  void open() {
    page.open();
  }

  @Test
  void page_forScreenReaders_hasItsParts() {
    assertThat(page.run("return document.documentElement.lang")).isEqualTo("en");
    assertThat(page.browser().driver().getTitle()).isNotBlank();
    assertThat(page.elements("h1")).hasSize(1);
    for (String landmark : List.of("header", "main", "footer", "nav[aria-label]")) {
      assertThat(page.elements(landmark)).as(landmark).hasSize(1);
    }
    assertThat(page.elements("section[aria-labelledby]")).hasSize(4);
    assertThat(page.elements("[role=status]")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(page.elements("[role=alert]")).hasSize(3);
    assertThat(page.elements("svg:not([aria-hidden])")).isEmpty();
  }

  @Test
  void page_everyControl_hasANameOfItsOwn() {
    List<WebElement> controls = page.elements("input, select, textarea, button, a");
    assertThat(controls).hasSizeGreaterThan(20);
    assertThat(controls)
        .allSatisfy(control -> assertThat(control.getAccessibleName()).isNotBlank());
    assertThat(page.elements("#modules-rows button"))
        .extracting(WebElement::getAccessibleName)
        .doesNotHaveDuplicates()
        .contains("Evict qcms", "Evict entries of qcms", "Call qcms");
    // The browser's accessibility tree, which it passes to screen readers.
    assertThat(page.element("modules").getAriaRole()).isEqualTo("table");
    assertThat(page.element("modules").getAccessibleName()).isEqualTo("Modules");
    assertThat(page.run("return document.querySelectorAll('[id]').length"))
        .isEqualTo(
            page.run(
                "return new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size"));
  }

  @Test
  void page_onAPhone_staysATableToScreenReaders() {
    page.browser().screen(390, 844, Browser.Scheme.LIGHT);

    assertThat(page.element("modules").getAriaRole()).isEqualTo("table");
    assertThat(page.element("module-qcms").getAriaRole()).isEqualTo("row");
  }

  @ParameterizedTest
  @EnumSource(Browser.Scheme.class)
  void page_text_hasContrast(Browser.Scheme scheme) throws IOException {
    page.call("calculator", "divide", "[1, 0]");
    page.waitUntilText("call-error", "The function failed");
    page.element("upload-name").submit();
    page.waitUntilText("upload-error", "Choose a file");
    page.browser().screen(1280, 900, scheme);

    List<?> texts = (List<?>) page.run(script("contrast.js"));

    assertThat(texts).hasSizeGreaterThan(50);
    assertThat(texts)
        .allSatisfy(
            text ->
                assertThat(((Number) ((Map<?, ?>) text).get("ratio")).doubleValue())
                    .as("%s", text)
                    .isGreaterThanOrEqualTo(4.5));
  }

  @Test
  void page_contrastOfGreyOnGrey_isFound() throws IOException {
    page.run("document.querySelector('h1').style.color = '#999'");

    assertThat((List<?>) page.run(script("contrast.js")))
        .anySatisfy(
            text ->
                assertThat(((Number) ((Map<?, ?>) text).get("ratio")).doubleValue())
                    .isLessThan(4.5));
  }

  @Test
  void page_byKeyboardAlone_isUsed() {
    tabTo("Skip to the modules");
    press(Keys.ENTER);
    assertThat(focused()).isEqualTo(page.element("modules"));

    tabTo("Evict mandelbrot");
    assertThat(focused().getCssValue("outline-style")).isEqualTo("solid");
    press(Keys.ENTER);
    page.waitUntilText("modules-status", "mandelbrot is back from disk");
    assertThat(focused().getAccessibleName()).as("after the update").isEqualTo("Evict mandelbrot");

    tabTo("Call calculator");
    press(Keys.SPACE);
    page.waitUntilText("call-signature", "evaluate");
    assertThat(focused()).isEqualTo(page.element("call-function"));
    press(Keys.TAB);
    press(Keys.END);
    press(Keys.ENTER);
    page.waitUntilText("result", "98");
    assertThat(page.browser().console()).isEmpty();
  }

  private void tabTo(String name) {
    for (int i = 0; i < TABS; i++) {
      press(Keys.TAB);
      if (name.equals(focused().getAccessibleName())) {
        return;
      }
    }
    throw new AssertionError("The focus never came to " + name);
  }

  private void press(CharSequence key) {
    new Actions(page.browser().driver()).sendKeys(key).perform();
  }

  private WebElement focused() {
    return page.browser().driver().switchTo().activeElement();
  }

  private static String script(String name) throws IOException {
    return new ClassPathResource("browser/" + name).getContentAsString(StandardCharsets.UTF_8);
  }
}
