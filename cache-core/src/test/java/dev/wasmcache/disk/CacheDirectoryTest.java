package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheDirectoryTest {

  @TempDir Path temporary;

  @Test
  void build_directoryWritableByOthers_isRefusedWithTheRemedy() throws IOException {
    for (String permissions : new String[] {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"}) {
      Path shared = Files.createDirectory(temporary.resolve(permissions));
      Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(permissions));
      assertThatThrownBy(() -> DiskStore.builder(shared).build())
          .isInstanceOf(CacheDirectoryException.class)
          .hasMessageContaining(shared.toString())
          .hasMessageContaining(permissions)
          .hasMessageContaining("chmod 700");
      assertThat(Files.getPosixFilePermissions(shared))
          .isEqualTo(PosixFilePermissions.fromString(permissions));
    }
  }

  @Test
  void refusal_always_isWhatBuildThrowsAndChangesNothing() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Path file = Files.writeString(temporary.resolve("file"), "x");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path[] refused = {open, open.resolve("a/b"), file, file.resolve("c")};
    for (Path directory : refused) {
      assertThat(DiskStore.builder(directory).refusal()).as("%s", directory).isPresent();
    }
    assertThat(open).isEmptyDirectory();
    for (Path directory : refused) {
      assertThatThrownBy(() -> DiskStore.builder(directory).build())
          .isInstanceOf(CacheDirectoryException.class);
    }
  }

  @Test
  void refusal_usableDirectory_isEmptyAndCreatesNothing() {
    Path directory = temporary.resolve("a/b");
    assertThat(DiskStore.builder(directory).refusal()).isEmpty();
    assertThat(temporary).isEmptyDirectory();
    DiskStore.builder(directory).build().close();
    assertThat(DiskStore.builder(directory).refusal()).isEmpty();
  }

  @Test
  void build_entryFolderWritableByOthers_isRefused() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("cache/v1"));
    Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> DiskStore.builder(folder.getParent()).build())
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining("v1");
  }

  @Test
  void D02_build_directoryOfAnotherUser_isRefusedWithBothNames() throws IOException {
    Requirement.root();
    Path foreign = Files.createDirectory(temporary.resolve("foreign"));
    Files.setOwner(
        foreign,
        foreign.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThatThrownBy(() -> DiskStore.builder(foreign).build())
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining("'nobody'")
        .hasMessageContaining("'root'");
  }

  @Test
  void build_fileOfThatName_isRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertThatThrownBy(() -> DiskStore.builder(file).build())
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining("there is a file of this name");
    assertThatThrownBy(() -> DiskStore.builder(file.resolve("below")).build())
        .isInstanceOf(CacheDirectoryException.class);
  }

  @Test
  void build_linkToADirectory_usesAndChecksTheRealOne() throws IOException {
    Path real = Files.createDirectory(temporary.resolve("real"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
    try (DiskStore store = DiskStore.builder(link).build()) {
      assertThat(store.directory()).isEqualTo(real.toRealPath());
    }
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> DiskStore.builder(link).build())
        .isInstanceOf(CacheDirectoryException.class);
  }
}
