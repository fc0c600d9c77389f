package dev.wasmcache.spring.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Real files, and looks at them whose time the test decides. */
@ExtendWith(OutputCaptureExtension.class)
final class ReloaderTest {

  @TempDir Path directory;

  private final List<String> used = new ArrayList<>();
  private Path file;
  private ReloadableFile reloadable;
  private Instant now;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("rules.wasm"), "first");
    reloadable = new ReloadableFile("rules", file, FileStamp.of(file), this::use);
    now = Instant.now().plusSeconds(60);
  }

  private void use(byte[] wasm) {
    String text = new String(wasm, StandardCharsets.US_ASCII);
    if (text.startsWith("bad")) {
      throw new IllegalArgumentException("not a module");
    }
    used.add(text);
  }

  private void look() {
    now = now.plusSeconds(1);
    reloadable.look(now);
  }

  @Test
  void look_changedFile_isUsedOnceAtTheSecondLook() throws IOException {
    look();
    Files.writeString(file, "second");
    look();
    assertThat(used).isEmpty();
    look();
    look();
    assertThat(used).containsExactly("second");
    assertThat(reloadable.problem()).isEmpty();
  }

  @Test
  void look_fileThatIsBeingWritten_isNeverUsed() throws IOException {
    Files.writeString(file, "sec");
    look();
    Files.writeString(file, "secon");
    look();
    Files.writeString(file, "second");
    look();
    assertThat(used).isEmpty();
    look();
    assertThat(used).containsExactly("second");
  }

  @Test
  void look_movedIntoPlace_isUsed() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "other");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    look();
    look();
    assertThat(used).containsExactly("other");
  }

  @Test
  void look_linkToAnotherFile_isUsed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    reloadable = new ReloadableFile("rules", link, FileStamp.of(link), this::use);
    Path other = Files.writeString(directory.resolve("other"), "other");
    Files.delete(link);
    Files.createSymbolicLink(link, other);
    look();
    look();
    assertThat(used).containsExactly("other");
  }

  @Test
  void look_badFile_isReportedOnceAndTheNextOneUsed(CapturedOutput output) throws IOException {
    Files.writeString(file, "bad one");
    for (int i = 0; i < 5; i++) {
      look();
    }
    assertThat(used).isEmpty();
    assertThat(reloadable.problem()).hasValueSatisfying(text -> assertThat(text).contains("not a"));
    assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
        .singleElement()
        .asString()
        .contains("'rules'", "stays as it was", file.toString(), "not a module");
    Files.writeString(file, "good");
    look();
    look();
    assertThat(used).containsExactly("good");
    assertThat(reloadable.problem()).isEmpty();
  }

  @Test
  void look_deletedFile_isReportedOnceAndUsedWhenItIsBack(CapturedOutput output)
      throws IOException {
    Files.delete(file);
    for (int i = 0; i < 5; i++) {
      look();
    }
    assertThat(reloadable.problem())
        .hasValueSatisfying(text -> assertThat(text).contains("missing"));
    assertThat(output.getOut().lines().filter(line -> line.contains("WARN"))).hasSize(1);
    Files.writeString(file, "back");
    look();
    look();
    assertThat(used).containsExactly("back");
    assertThat(reloadable.problem()).isEmpty();
  }

  @Test
  void watch_noFile_hasNoThread() {
    Reloader reloader = new Reloader(InstantSource.system());
    assertThat(threads()).isZero();
    reloader.watch(reloadable);
    assertThat(threads()).isOne();
    reloader.destroy();
    await().until(() -> threads() == 0);
    reloader.watch(reloadable);
    assertThat(threads()).isZero();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("wasm-cache-reload"))
        .count();
  }
}
