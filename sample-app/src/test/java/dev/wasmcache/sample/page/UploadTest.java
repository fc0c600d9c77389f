package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;

@ExtendWith(PageExtension.class)
@Tag("one-jdk")
class UploadTest {

  private static final String DROP =
      """
      const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], arguments[1], { type: 'application/wasm' }));
      const drop = document.getElementById('drop');
      for (const type of ['dragenter', 'dragover', 'drop']) {
        drop.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
      """;

  private final Page page;
  @TempDir private Path folder;

  UploadTest(Page page) {
    this.page = page;
  }

  @BeforeEach
  void open() {
    page.open();
  }

  @Test
  void upload_byFileInput_isHostedAndPrints() throws IOException {
    page.upload(file("Hello World.wasm", hello()), "hello-file");

    page.waitUntilText("upload-status", "hello-file is hosted: compiled in ");
    assertThat(page.text("modules")).contains("hello-file");
    assertThat(page.bars("hello-file")).contains("compiled");
    page.call("hello-file", "_start", "[]");
    assertThat(page.waitUntilText("result", "Printed")).contains("Hello, world");
    assertThat(page.browser().console()).isEmpty();
  }

  @Test
  void upload_byFileInput_proposesAName() throws IOException {
    page.element("upload-file").sendKeys(file("Hello World.wasm", hello()).toString());

    assertThat(page.element("upload-name").getDomProperty("value")).isEqualTo("hello-world");
  }

  @Test
  void upload_byDrop_isHostedUnderItsOwnName() {
    page.run(DROP, Base64.getEncoder().encodeToString(Wasm.exporting("dropped")), "Dropped 1.wasm");

    page.waitUntilText("upload-status", "dropped-1 is hosted");
    assertThat(page.text("modules")).contains("dropped-1");
    assertThat(page.browser().console()).isEmpty();
  }

  @Test
  void upload_whatIsNotWasm_saysSoAtTheFile() throws IOException {
    page.upload(file("text.wasm", "hello, world".getBytes()), "text");

    page.waitUntilText(
        "upload-error", "Not WebAssembly. A binary WebAssembly module starts with the bytes 00 61");
    assertThat(page.element("upload-error").getDomAttribute("role")).isEqualTo("alert");
    assertThat(page.element("upload-file").getDomAttribute("aria-invalid")).isEqualTo("true");
    assertThat(page.elements("#module-text")).isEmpty();
  }

  @Test
  void upload_whatIsTooLarge_saysHowLargeItMayBe() throws IOException {
    page.upload(file("large.wasm", new byte[RunningSample.MAXIMUM_UPLOAD + 1]), "large");

    page.waitUntilText("upload-error", "Module too large. A module may have at most 102400 bytes");
    assertThat(page.browser().console()).as("it was not even sent").isEmpty();
  }

  @Test
  void upload_underAnInvalidName_saysWhichAreValid() throws IOException {
    page.upload(file("hello.wasm", hello()), "Hello!");

    page.waitUntilText(
        "upload-error", "Invalid module name. A module's name must have 1 to 64 of the characters");

    page.fill("upload-name", "a/b");
    page.element("upload-name").submit();
    page.waitUntilText("upload-error", "The service refuses this request (400).");
  }

  @Test
  void upload_inThePlaceOfAShippedModule_isRefused() throws IOException {
    page.upload(file("qcms.wasm", hello()), "qcms");

    page.waitUntilText("upload-error", "Shipped module. The module qcms comes with the service");
  }

  @Test
  void upload_noFile_asksForOne() {
    page.element("upload-name").submit();

    page.waitUntilText("upload-error", "Choose a file.");
    assertThat(page.browser().driver().switchTo().activeElement())
        .isEqualTo(page.element("upload-file"));
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] hello() throws IOException {
    return new ClassPathResource("guests/hello.wasm").getContentAsByteArray();
  }
}
