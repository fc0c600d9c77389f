package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

@ExtendWith(PageExtension.class)
@Tag("one-jdk")
class CallTest {

  private final Page page;

  CallTest(Page page) {
    this.page = page;
  }

  @BeforeEach
  void open() {
    page.open();
  }

  @Test
  void call_exampleOfAFunction_showsTheResultAndWhatItTook() {
    page.press("calculator", "call");
    await().until(() -> page.element("call-arguments").getDomProperty("value").contains("(3 + 4)"));
    assertThat(page.browser().driver().switchTo().activeElement())
        .isEqualTo(page.element("call-function"));
    assertThat(page.text("call-signature")).isEqualTo("evaluate(i32, i32) → i64");

    page.element("call-arguments").submit();

    assertThat(page.waitUntilText("result", "98")).contains("module live in ").contains(", call ");
    assertThat(page.browser().console()).isEmpty();
  }

  @Test
  void call_functionThatDraws_showsAnImageThatDecodes() {
    page.call("mandelbrot", "render", "[-0.6, 0, 2.4, 90, 60]");

    page.waitUntilText("result", "mandelbrot: render(-0.6, 0, 2.4, 90, 60)");
    WebElement image = page.elements("#result img").get(0);
    await().until(() -> "true".equals(image.getDomProperty("complete")));
    assertThat(image.getDomProperty("naturalWidth")).isEqualTo("90");
    assertThat(image.getDomProperty("naturalHeight")).isEqualTo("60");
    assertThat(image.getDomProperty("alt")).startsWith("Image drawn by mandelbrot: render");
    assertThat(page.browser().console()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "calculator | divide | [1, 0] | The function failed.",
        "calculator | divide | [1] | Bad arguments. divide takes (i32, i32), but was given 1",
        "calculator | divide | [1, 2.5] | Bad argument. Argument 2 is 2.5, but must be an i32",
        "calculator | divide | 1 | Bad arguments. The arguments must be a JSON array",
        "calculator | divide | [1, | Bad arguments. The arguments must be a JSON array, such as",
        "calculator | divide | [1, x] | they are not valid JSON at character 5",
        "qcms | cmyk | [2, 0, 0, 0] | Bad argument. Argument 1 is 2, but must be a number from 0"
      })
  void call_thatIsRefused_saysWhy(String module, String function, String arguments, String why) {
    page.call(module, function, arguments);

    page.waitUntilText("call-error", why);
    assertThat(page.element("call-error").getDomAttribute("role")).isEqualTo("alert");
    assertThat(page.element("call-arguments").getDomAttribute("aria-invalid")).isEqualTo("true");
    assertThat(page.text("result")).isEmpty();

    page.call("calculator", "divide", "[42, 6]");
    page.waitUntilText("result", "7");
    assertThat(page.element("call-error").isDisplayed()).isFalse();
    assertThat(page.element("call-arguments").getDomAttribute("aria-invalid")).isNull();
  }

  @Test
  void choose_oneModuleRightAfterAnother_listsTheFunctionsOfTheLast() {
    page.run(
        """
        const select = document.getElementById('call-module');
        for (const name of ['calculator', 'qcms']) {
          select.value = name;
          select.dispatchEvent(new Event('change'));
        }
        """);

    assertThat(page.waitUntilText("call-signature", "(")).startsWith("cmyk(");
    assertThat(new Select(page.element("call-function")).getOptions()).hasSize(1);
  }

  @Test
  void call_nothingChosen_asksToChoose() {
    page.element("call-arguments").submit();

    page.waitUntilText("call-error", "Choose a module and a function.");
    assertThat(page.browser().driver().switchTo().activeElement())
        .isEqualTo(page.element("call-module"));
  }

  @Test
  void remove_chosenModule_resetsTheForm(@TempDir Path folder) throws IOException {
    page.upload(Files.write(folder.resolve("chosen.wasm"), Wasm.exporting("run")), "chosen");
    page.waitUntilText("upload-status", "chosen is hosted");
    page.call("chosen", "run", "[]");
    page.waitUntilText("result", "chosen: run()");

    page.press("chosen", "remove");
    page.confirm("Remove chosen?", true);

    page.waitUntilText("modules-status", "chosen is removed");
    await().until(() -> page.elements("#call-function option").isEmpty());
    assertThat(page.element("call-module").getDomProperty("value")).isEmpty();
    assertThat(page.text("call-signature")).isEmpty();
    assertThat(page.element("call-arguments").getDomProperty("value")).isEqualTo("[]");
    assertThat(page.text("result")).isEmpty();
    assertThat(page.browser().console()).isEmpty();
  }

  @Test
  void remove_anotherModule_keepsTheForm(@TempDir Path folder) throws IOException {
    page.upload(Files.write(folder.resolve("other.wasm"), Wasm.exporting("run")), "other");
    page.waitUntilText("upload-status", "other is hosted");
    page.chooseFunction("calculator", "divide");

    page.press("other", "remove");
    page.confirm("Remove other?", false);
    assertThat(page.elements("#module-other")).hasSize(1);
    page.press("other", "remove");
    page.confirm("Remove other?", true);

    page.waitUntilText("modules-status", "other is removed");
    assertThat(page.element("call-module").getDomProperty("value")).isEqualTo("calculator");
    assertThat(page.text("call-signature")).startsWith("divide(");
  }

  @Test
  void call_functionWithANameOfMarkup_isText(@TempDir Path folder) throws IOException {
    String name = "<img src=x onerror=alert(1)>";
    page.upload(Files.write(folder.resolve("hostile.wasm"), Wasm.exporting(name)), "hostile");
    page.waitUntilText("upload-status", "hostile is hosted");

    page.call("hostile", name, "[]");

    page.waitUntilText("result", "hostile: " + name + "()");
    assertThat(new Select(page.element("call-function")).getFirstSelectedOption().getText())
        .isEqualTo(name);
    assertThat(page.elements("img")).isEmpty();
    assertThat(page.browser().console()).isEmpty();
  }
}
