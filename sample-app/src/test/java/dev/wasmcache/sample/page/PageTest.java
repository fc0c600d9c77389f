package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebElement;

@ExtendWith(PageExtension.class)
class PageTest {

  private final Page page;

  PageTest(Page page) {
    this.page = page;
  }

  @Test
  void open_afterStart_showsTheShippedModulesAndTheTiers() {
    page.open();

    assertThat(page.elements("#modules tbody .name"))
        .extracting(WebElement::getText)
        .contains("calculator", "mandelbrot", "qcms", "rhino3dm", "source-map");
    assertThat(page.bars("rhino3dm")).contains("compiled");
    assertThat(page.elements("#tiers h3 span"))
        .extracting(WebElement::getText)
        .containsExactly("Live", "Memory", "Disk");
    assertThat(page.text("tier-live")).contains(" of 256 MB").contains("hit rate");
    assertThat(page.text("tier-memory")).contains("unused while there is a disk");
    assertThat(page.elements(".hint"))
        .extracting(WebElement::getText)
        .anyMatch(text -> text.contains("how much of its limit a tier holds"))
        .anyMatch(text -> text.contains("the longest is the full width"));
    assertThat(page.text("summary")).contains("compiled").contains("of compile time saved");
  }

  @Test
  void open_page_asksNobodyElseAndBreaksNoRule() {
    page.open();

    List<?> asked =
        (List<?>)
            page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)");
    assertThat(asked)
        .hasSizeGreaterThan(5)
        .allSatisfy(url -> assertThat((String) url).startsWith(page.sample().url()));
    assertThat(page.browser().console()).isEmpty();
  }

  @Test
  void open_policy_letsNoForeignScriptRun() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(page.sample().url())).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    page.open();

    page.run(
        "const script = document.createElement('script'); script.textContent = 'window.ran = true';"
            + "document.body.append(script)");

    assertThat(page.run("return window.ran === undefined")).isEqualTo(true);
    assertThat(page.browser().console()).anyMatch(line -> line.contains("Content Security Policy"));
  }

  @Test
  void change_byAnotherClient_isShownWithoutAReload() throws Exception {
    page.open();
    page.run("window.here = true");

    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(page.sample().url() + "modules/another"))
                .header("Content-Type", "application/wasm")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Wasm.exporting("run")))
                .build(),
            HttpResponse.BodyHandlers.discarding());

    page.waitUntilText("modules", "another");
    assertThat(page.bars("another")).contains("compiled");
    assertThat(page.run("return window.here")).isEqualTo(true);
    page.press("another", "remove");
    page.confirm("Remove another?", true);
    page.waitUntilText("modules-status", "another is removed");
    assertThat(page.elements("#module-another")).isEmpty();
  }

  @Test
  void change_whenUpdatesAreCut_isShownByRefresh() {
    page.open();
    LiveUpdates updates = page.sample().bean(LiveUpdates.class);
    try {
      updates.stop();
      page.waitUntilText("connection", "Not updating automatically: press Refresh");

      page.press("qcms", "evict");
      page.waitUntilText("modules-status", "qcms is back from disk");
      page.element("refresh").click();

      await().until(() -> page.origin("qcms").equals("disk"));
      assertThat(page.text("connection")).contains("press Refresh");
    } finally {
      updates.start();
    }
    // At once if it has stopped trying meanwhile, otherwise at its next automatic attempt.
    page.element("refresh").click();
    page.waitUntilText("connection", "Updates automatically");
  }
}
