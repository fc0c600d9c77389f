package dev.wasmcache.sample.page;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.Alert;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The page as its user sees and uses it. */
final class Page {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Browser browser;
  private final RunningSample sample;

  Page(Browser browser, RunningSample sample) {
    this.browser = browser;
    this.sample = sample;
  }

  /** Opens a fresh page, on a desktop in daylight, with no uploads and an empty console. */
  Page open() {
    browser.driver().get("about:blank");
    browser.screen(1280, 900, Browser.Scheme.LIGHT);
    browser.console();
    browser.driver().get(sample.url());
    waitUntilText("connection", "Updates automatically");
    return this;
  }

  Browser browser() {
    return browser;
  }

  RunningSample sample() {
    return sample;
  }

  WebElement element(String id) {
    return browser.driver().findElement(By.id(id));
  }

  List<WebElement> elements(String css) {
    return browser.driver().findElements(By.cssSelector(css));
  }

  /** Returns a text that the script may be about to replace. */
  String text(String id) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(() -> element(id).getText(), text -> true);
  }

  String waitUntilText(String id, String part) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> element(id).getText(), text -> text.contains(part));
  }

  /** Returns the source that a row shows for its module. */
  String origin(String module) {
    return element("module-" + module + "-from").getDomAttribute("data-origin");
  }

  /** Returns the sources for which a row has a bar, in order. */
  List<String> bars(String module) {
    return elements("#module-" + module + "-times li").stream()
        .map(bar -> bar.getDomAttribute("data-origin"))
        .toList();
  }

  void press(String module, String action) {
    browser
        .driver()
        .findElement(By.cssSelector("#module-" + module + " [data-action=" + action + "]"))
        .click();
  }

  /** Answers the question that the page asks. */
  void confirm(String question, boolean yes) {
    Alert alert =
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> browser.driver().switchTo().alert(), one -> true);
    if (!alert.getText().contains(question)) {
      throw new AssertionError(alert.getText());
    }
    if (yes) {
      alert.accept();
    } else {
      alert.dismiss();
    }
  }

  void chooseFunction(String module, String function) {
    new Select(element("call-module")).selectByValue(module);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                new Select(element("call-function"))
                    .getOptions().stream()
                        .anyMatch(option -> function.equals(option.getDomProperty("value"))));
    new Select(element("call-function")).selectByValue(function);
  }

  void call(String module, String function, String arguments) {
    chooseFunction(module, function);
    fill("call-arguments", arguments);
    element("call").findElement(By.cssSelector("button")).click();
  }

  void upload(Path file, String name) {
    element("upload-file").sendKeys(file.toString());
    fill("upload-name", name);
    element("upload").findElement(By.cssSelector("button")).click();
  }

  void fill(String id, String text) {
    element(id).clear();
    element(id).sendKeys(text);
  }

  Object run(String script, Object... arguments) {
    return browser.driver().executeScript(script, arguments);
  }
}
