package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Lease;
import dev.wasmcache.Requests;
import dev.wasmcache.Requirement;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files and folders that another user has put into the directory, or could have. None is used, even
 * if its permissions are corrected afterwards.
 */
final class ForeignFilesTest {

  private static final int SIZE = 10_000;
  private static final CompileRequest REQUEST = Requests.of(1);
  private static final CacheKey KEY = REQUEST.key();
  private static final Artifact ARTIFACT = Artifact.of(new byte[SIZE]);
  private static final Artifact PLANTED = Artifact.of(new byte[] {66});

  @TempDir Path temporary;

  @Test
  void D17_get_entryOfAnotherUserAfterTheRightsAreMended_isRemovedAndNeverServed()
      throws Exception {
    Requirement.root();
    Path entry = plant();
    chown(entry);
    setRights(directory(), "rwxrwxrwx");
    setRights(layout().root(), "rwxrwxrwx");
    assertThatThrownBy(this::store).isInstanceOf(CacheDirectoryException.class);
    setRights(directory(), "rwx------");
    assertThatThrownBy(this::store).isInstanceOf(CacheDirectoryException.class);
    setRights(layout().root(), "rwx------");
    try (CompilationCache cache = cache()) {
      assertNotServed(cache, entry);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw----rw-", "rw-rw-rw-", "-w--w----", "rwxrwxrwx"})
  void D18_get_entryThatOthersCanWrite_isRemovedAndNeverServed(String rights) throws Exception {
    Path entry = plant();
    setRights(entry, rights);
    try (CompilationCache cache = cache()) {
      assertNotServed(cache, entry);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "r--r--r--", "rwxr-xr-x"})
  void D18_get_entryThatOthersCanOnlyRead_isServed(String rights) throws Exception {
    setRights(plant(), rights);
    try (CompilationCache cache = cache()) {
      assertThat(cache.get(KEY)).contains(PLANTED);
    }
  }

  private static void assertNotServed(CompilationCache cache, Path entry) {
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(entry).doesNotExist();
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
    assertThat(cache.stats().tier(Tier.DISK).deletions()).isEqualTo(1);
    assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    assertThat(cache.get(KEY)).contains(ARTIFACT);
  }

  @Test
  void D17_get_entriesOfAnotherUser_areNoReasonToLeaveTheTierAlone() throws Exception {
    Requirement.root();
    try (CompilationCache cache = cache()) {
      for (int module = 0; module < 20; module++) {
        cache.put(Requests.of(module).key(), ARTIFACT);
        chown(layout().entry(Requests.of(module).key()));
      }
      cache.put(Requests.of(99).key(), ARTIFACT);
      for (int module = 0; module < 20; module++) {
        assertThat(cache.get(Requests.of(module).key())).isEmpty();
      }
      assertThat(cache.get(Requests.of(99).key())).contains(ARTIFACT);
    }
  }

  @Test
  void D17_verifyAndInspect_entryOfAnotherUser_isUnauthentic() throws Exception {
    Requirement.root();
    Path entry = plant();
    chown(entry);
    try (CompilationCache cache = cache()) {
      assertThat(cache.admin().inspect(KEY)).isEmpty();
      assertThat(entry).exists();
      assertThat(cache.admin().verify(KEY)).containsEntry(Tier.DISK, Outcome.UNAUTHENTIC);
      assertThat(entry).doesNotExist();
    }
  }

  @Test
  void D17_get_entryOfAnotherUserInModeReadOnly_isNeitherServedNorRemoved() throws Exception {
    Requirement.root();
    Path entry = plant();
    chown(entry);
    try (CompilationCache cache =
        CompilationCache.builder().disk(store()).mode(CacheMode.READ_ONLY).build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
    }
    assertThat(entry).exists();
  }

  @Test
  void D19_use_folderOfAnotherUser_isNotReadAndMadeAgain() throws Exception {
    Requirement.root();
    plant();
    Path folder = layout().folder(KEY);
    Files.writeString(folder.resolve("of-the-other-user"), "x");
    chown(folder);
    assertFolderIsMadeAgain(folder);
    try (Stream<Path> left = Files.walk(layout().root())) {
      assertThat(left.filter(path -> path.endsWith("of-the-other-user"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx-w--w-"})
  void D19_use_folderThatOthersCanWrite_isNotReadAndMadeAgain(String rights) throws Exception {
    plant();
    Path folder = layout().folder(KEY);
    setRights(folder, rights);
    assertFolderIsMadeAgain(folder);
    try (Stream<Path> left = Files.list(layout().root())) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("."));
    }
  }

  @Test
  void D19_use_folderWithTheStickyBit_isNotRead() throws Exception {
    plant();
    Files.setAttribute(layout().folder(KEY), "unix:mode", 01777);
    assertFolderIsMadeAgain(layout().folder(KEY));
  }

  private void assertFolderIsMadeAgain(Path folder) throws IOException {
    try (DiskStore store = store();
        CompilationCache cache = CompilationCache.builder().disk(store).build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(store.note(Requests.of(2).key())).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
      assertThatThrownBy(() -> cache.delete(KEY)).hasMessageContaining("disk");
      assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
      assertThat(cache.get(KEY)).contains(ARTIFACT);
      assertThat(rights(folder)).isEqualTo("rwx------");
      assertThat(Files.getOwner(folder)).isEqualTo(Files.getOwner(layout().root()));
    }
  }

  @Test
  void D20_get_entryOfAnotherUserInALayer_isNeverServedAndStays() throws Exception {
    Requirement.root();
    Path entry = plant();
    chown(entry);
    assertLayerDoesNotServe();
    assertThat(entry).exists();
  }

  @Test
  void D20_get_entryOrFolderThatOthersCanWriteInALayer_isNeverServedAndStays() throws Exception {
    Path entry = plant();
    setRights(entry, "rw-rw-r--");
    assertLayerDoesNotServe();
    setRights(entry, "r--r--r--");
    setRights(entry.getParent(), "rwxrwxr-x");
    assertLayerDoesNotServe();
    setRights(entry.getParent(), "r-xr-xr-x");
    try (CompilationCache cache = layer()) {
      assertThat(cache.get(KEY)).contains(PLANTED);
    }
    assertThat(entry).exists();
  }

  @Test
  void D20_get_layerThatBecomesWritableForOthers_isNotServed() throws Exception {
    plant();
    try (CompilationCache cache = layer()) {
      assertThat(cache.get(KEY)).contains(PLANTED);
      setRights(layout().root(), "rwxrwxrwx");
      assertThat(cache.get(KEY)).isEmpty();
      setRights(layout().root(), "rwxr-xr-x");
      assertThat(cache.get(KEY)).contains(PLANTED);
    }
  }

  @Test
  void D20_note_ofAnotherUserInALayer_isNone() throws Exception {
    Requirement.root();
    try (DiskStore store = store()) {
      store.putNote(KEY, new byte[] {1});
    }
    assertThat(DiskLayer.open(List.of(directory())).note(KEY)).isPresent();
    chown(layout().note(KEY));
    assertThat(DiskLayer.open(List.of(directory())).note(KEY)).isEmpty();
  }

  private void assertLayerDoesNotServe() {
    try (CompilationCache cache = layer()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.LAYER).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
    }
  }

  @Test
  void D21_note_ofAnotherUserOrWritableForOthers_isNoneUntilReplaced() throws Exception {
    Requirement.root();
    try (DiskStore store = store()) {
      store.putNote(KEY, new byte[] {1});
      setRights(layout().note(KEY), "rw-rw-rw-");
      assertThat(store.note(KEY)).isEmpty();
      setRights(layout().note(KEY), "rw-------");
      assertThat(store.note(KEY)).isPresent();
      chown(layout().note(KEY));
      assertThat(store.note(KEY)).isEmpty();
      store.putNote(KEY, new byte[] {2});
      assertThat(store.note(KEY)).contains(new byte[] {2});
    }
  }

  @Test
  void D22_eviction_listOfAnotherUser_isNotBelievedAndReplaced() throws Exception {
    Requirement.root();
    CacheKey claimed = Requests.of(77).key();
    try (DiskStore store = smallStore()) {
      Path list = layout().evictionLog();
      Files.writeString(list, record(claimed));
      assertThat(store.eviction(claimed)).map(Eviction::cause).contains(EvictionCause.SIZE);
      chown(list);
      assertThat(store.eviction(claimed)).isEmpty();
      evictSome(store);
      assertThat(Files.getOwner(list)).isEqualTo(Files.getOwner(layout().root()));
      assertThat(store.eviction(claimed)).isEmpty();
      assertThat(store.eviction(Requests.of(0).key())).isPresent();
    }
  }

  @Test
  void D23_collect_listIsAnotherNameOfAFile_isNotWrittenThrough() throws Exception {
    Path precious = Files.writeString(temporary.resolve("precious"), "precious");
    try (DiskStore store = smallStore()) {
      Files.createLink(layout().evictionLog(), precious);
      evictSome(store);
      assertThat(precious).hasContent("precious");
      assertThat(store.eviction(Requests.of(0).key())).isPresent();
    }
  }

  private static String record(CacheKey key) {
    return String.format(Locale.ROOT, "%s %013d %-10s\n", key.toHex(), 1L, "SIZE");
  }

  private void evictSome(DiskStore store) throws IOException {
    CompilationCache cache = CompilationCache.builder().disk(store).build();
    for (int module = 0; module < 10; module++) {
      CacheKey key = Requests.of(module).key();
      cache.put(key, ARTIFACT);
      Files.setLastModifiedTime(
          layout().entry(key), FileTime.from(Instant.now().minus(Duration.ofMinutes(50 - module))));
    }
    assertThat(store.collect()).isTrue();
  }

  @Test
  void D24_tryLease_lockFileOfAnotherUser_isReplaced() throws Exception {
    Requirement.root();
    try (DiskStore store = store()) {
      store.tryLease(KEY, Duration.ofSeconds(9)).orElseThrow().close();
      Path lock = Files.createFile(layout().lease(KEY));
      chown(lock);
      try (Lease lease = store.tryLease(KEY, Duration.ofSeconds(9)).orElseThrow()) {
        assertThat(lease).isNotNull();
        assertThat(Files.getOwner(lock)).isEqualTo(Files.getOwner(layout().root()));
        assertThat(rights(lock)).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void D24_collect_lockFileThatOthersCanWrite_isReplaced() throws Exception {
    try (DiskStore store = store()) {
      store.collect();
      Path lock = layout().collectorLock();
      setRights(lock, "rw-rw-rw-");
      assertThat(store.collect()).isTrue();
      assertThat(rights(lock)).isEqualTo("rw-------");
    }
  }

  @Test
  void D29_build_directoryOfOthers_isRefusedWithASafeRemedy() throws Exception {
    Requirement.root();
    Path open = Files.createDirectory(temporary.resolve("open"));
    setRights(open, "rwxrwxrwx");
    assertThatThrownBy(() -> DiskStore.builder(open).build())
        .hasMessageContainingAll("new directory", "empty this one", "chmod 700", "does not undo")
        .hasMessageNotContaining("Run 'chmod");
    Files.setAttribute(open, "unix:mode", 02770);
    assertThatThrownBy(() -> DiskStore.builder(open).build())
        .hasMessageContainingAll("new directory", "fsGroupChangePolicy: OnRootMismatch");
    setRights(open, "rwx------");
    chown(open);
    assertThatThrownBy(() -> DiskStore.builder(open).build())
        .hasMessageContainingAll("'nobody'", "new directory", "empty this one", "runAsUser");
  }

  /** Stores an entry that another user could have written: all of its content is valid. */
  private Path plant() {
    try (CompilationCache cache = cache()) {
      cache.put(KEY, PLANTED);
      assertThat(cache.get(KEY)).contains(PLANTED);
    }
    return layout().entry(KEY);
  }

  private CompilationCache cache() {
    return CompilationCache.builder().disk(store()).build();
  }

  private CompilationCache layer() {
    return CompilationCache.builder().layer(DiskLayer.open(List.of(directory()))).build();
  }

  private DiskStore store() {
    return DiskStore.builder(directory()).minimumFreeBytes(0).build();
  }

  private DiskStore smallStore() {
    return DiskStore.builder(directory())
        .minimumFreeBytes(0)
        .maximumBytes(5 * SIZE)
        // No background, which would collect before the test does.
        .threads(task -> new Thread(() -> {}))
        .build();
  }

  private Path directory() {
    return temporary.resolve("cache");
  }

  private DiskLayout layout() {
    return new DiskLayout(directory());
  }

  private static void chown(Path path) throws IOException {
    Files.setOwner(
        path,
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
  }

  private static void setRights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
