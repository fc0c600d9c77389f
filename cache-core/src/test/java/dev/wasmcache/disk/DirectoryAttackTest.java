package dev.wasmcache.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Requests;
import dev.wasmcache.Requirement;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another user of the machine can do to the directory, or to what lies above it. */
final class DirectoryAttackTest {

  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(new byte[1000]);

  @TempDir Path temporary;

  @Test
  void D01_build_parentInWhichEverybodyCanRename_isRefusedWithTheRemedy() throws IOException {
    Path open = directory("open", "rwxrwxrwx");
    assertThatThrownBy(() -> DiskStore.builder(open.resolve("a/cache")).build())
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining(open.toString())
        .hasMessageContaining("rwxrwxrwx")
        .hasMessageContaining("chmod +t")
        .hasMessageContaining("builder().trustParents()");
  }

  @Test
  void D01_build_parentWithTheStickyBit_isUsed() throws IOException {
    Path sticky = directory("sticky", "rwxrwxrwx");
    Files.setAttribute(sticky, "unix:mode", 01777);
    DiskStore.builder(sticky.resolve("cache")).build().close();
  }

  @Test
  void D01_build_parentsAreTrusted_isUsed() throws IOException {
    Path open = directory("open", "rwxrwxrwx");
    DiskStore.builder(open.resolve("cache")).trustParents().build().close();
  }

  @Test
  void D04_build_linkInTheWayToIt_checksWhereItLeads() throws IOException {
    Path open = directory("open", "rwxrwxrwx");
    Files.createDirectory(open.resolve("real"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), open.resolve("real"));
    assertThatThrownBy(() -> DiskStore.builder(link.resolve("cache")).build())
        .isInstanceOf(CacheDirectoryException.class)
        .hasMessageContaining(open.toString());
  }

  @Test
  void D04_use_folderThatIsALink_neitherReadsNorWritesThrough() throws IOException {
    try (CompilationCache cache = cache()) {
      cache.put(KEY, ARTIFACT);
      Path folder = layout().folder(KEY);
      Path elsewhere = Files.move(folder, temporary.resolve("elsewhere"));
      Files.createSymbolicLink(folder, elsewhere);
      Path entry = elsewhere.resolve(layout().entry(KEY).getFileName());
      FileTime before = Files.getLastModifiedTime(entry);
      assertThat(cache.get(KEY)).isEmpty();
      cache.put(KEY, ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isEqualTo(1);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.ERROR)).isEqualTo(1);
      assertThatThrownBy(() -> cache.delete(KEY)).hasMessageContaining("disk");
      assertThat(Files.getLastModifiedTime(entry)).isEqualTo(before);
      assertThat(Files.list(elsewhere)).containsExactly(entry);
    }
  }

  @Test
  void D05_get_fileWithAnotherName_isServedAndItsTimesAreLeft() throws IOException {
    try (CompilationCache cache = cache()) {
      cache.put(KEY, ARTIFACT);
      Path entry = layout().entry(KEY);
      FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
      Files.setLastModifiedTime(entry, old);
      Path other = Files.createLink(temporary.resolve("other"), entry);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(Files.getLastModifiedTime(other)).isEqualTo(old);
      cache.put(KEY, Artifact.of(new byte[5]));
      assertThat(Files.size(other)).as("is not written through").isGreaterThan(1000);
      Files.delete(other);
    }
  }

  @Test
  void D07_use_whateverTheUmask_makesPrivateFilesAndChangesNoRights() throws IOException {
    Path own = directory("own", "rwxr-xr-x");
    try (CompilationCache cache = cache(own)) {
      cache.put(KEY, ARTIFACT);
      assertThat(rights(own)).as("existed before: checked and kept").isEqualTo("rwxr-xr-x");
      assertThat(rights(own.resolve("v1"))).isEqualTo("rwx------");
      assertThat(rights(new DiskLayout(own).folder(KEY))).isEqualTo("rwx------");
      assertThat(rights(new DiskLayout(own).entry(KEY))).isEqualTo("rw-------");
    }
  }

  @Test
  void D10_get_fileWrittenOverAfterwards_isWhatWasChecked() throws IOException {
    try (CompilationCache cache = cache();
        CompilationCache other = cache()) {
      other.put(KEY, ARTIFACT);
      Path entry = layout().entry(KEY);
      int size = (int) Files.size(entry);
      Artifact found = cache.get(KEY).orElseThrow();
      MappedByteBuffer naive = map(entry, size);
      Files.write(entry, "x".repeat(size).getBytes(US_ASCII));
      assertThat(found).isEqualTo(ARTIFACT);
      assertThat(naive.get(size - 1)).as("what was mapped has changed").isEqualTo((byte) 'x');
    }
  }

  private static MappedByteBuffer map(Path file, int size) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    }
  }

  @Test
  void F12_use_rightsWidenedWhileRunning_isAMissUntilTheyAreMended() throws IOException {
    try (CompilationCache cache = cache()) {
      cache.put(KEY, ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      setRights(layout().root(), "rwxrwxrwx");
      assertThat(cache.get(KEY)).isEmpty();
      cache.put(KEY, ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.ERROR)).isEqualTo(1);
      setRights(layout().root(), "rwx------");
      assertThat(cache.get(KEY)).contains(ARTIFACT);
    }
  }

  @Test
  void F12_use_anotherUsersDirectoryInItsPlace_isNotUsed() throws IOException {
    Requirement.root();
    try (CompilationCache cache = cache()) {
      cache.put(KEY, ARTIFACT);
      Path planted = temporary.resolve("planted");
      try (CompilationCache attacker = cache(planted)) {
        attacker.put(KEY, Artifact.of(new byte[7]));
      }
      Files.setOwner(planted, nobody());
      Files.setOwner(planted.resolve("v1"), nobody());
      Files.move(directory(), temporary.resolve("away"));
      Files.move(planted, directory());
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.ERROR)).isEqualTo(1);
      cache.put(KEY, ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.ERROR)).isEqualTo(1);
      // Without the protection: a reader that does not check reads what lies there.
      assertThat(layout().entry(KEY)).exists();
    }
  }

  @Test
  void F12_use_anotherDirectoryOfThisUserInItsPlace_isUsed() throws IOException {
    try (CompilationCache cache = cache()) {
      cache.put(KEY, ARTIFACT);
      Files.move(directory(), temporary.resolve("away"));
      assertThat(cache.get(KEY)).isEmpty();
      cache.put(KEY, ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(rights(directory())).isEqualTo("rwx------");
    }
  }

  private Path directory() {
    return temporary.resolve("parent/cache");
  }

  private DiskLayout layout() {
    return new DiskLayout(directory());
  }

  private Path directory(String name, String rights) throws IOException {
    Path directory = Files.createDirectory(temporary.resolve(name));
    setRights(directory, rights);
    return directory;
  }

  private CompilationCache cache() {
    return cache(directory());
  }

  private static CompilationCache cache(Path directory) {
    return CompilationCache.builder().disk(DiskStore.builder(directory).build()).build();
  }

  private static java.nio.file.attribute.UserPrincipal nobody() throws IOException {
    return Path.of("/")
        .getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName("nobody");
  }

  private static void setRights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
