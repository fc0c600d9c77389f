package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys are changed while old and new versions of an application use one directory. */
final class KeyRotationTest {

  private static final int MODULES = 4;
  private static final int TURNS = 3;

  @TempDir Path directory;

  private final List<CompilationCache> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(CompilationCache::close);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_rotation_inTheDocumentedOrder_compilesOnceAndDeletesNothing(Keys kind) {
    // Each step rolls out one version of the key ring while the previous one is still running.
    Version old = version(kind.of("old"));
    Version announced = version(kind.of("old", "new"));
    Version signing = version(kind.of("new", "old"));
    Version removed = version(kind.of("new"));
    assertThat(alternate(old, announced)).isEqualTo(MODULES);
    assertThat(alternate(announced, signing)).isZero();
    // What the old key signed is no longer known: compiled once more, and then known to both.
    assertThat(alternate(signing, removed)).isLessThanOrEqualTo(MODULES);
    assertThat(alternate(signing, removed)).isZero();
    assertThat(List.of(old, announced, signing, removed))
        .allSatisfy(version -> assertThat(version.deletions()).isZero());
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_rotation_endsWithRetirement_deletesWhatTheOldKeySigned(Keys kind) {
    Version signing = version(kind.of("new", "old"));
    Version retired = version(kind.of("new", "-old"));
    alternate(version(kind.of("old")), version(kind.of("old", "new")));
    assertThat(alternate(signing, retired)).isEqualTo(MODULES);
    assertThat(retired.deletions()).isEqualTo(MODULES);
    assertThat(signing.deletions()).isZero();
    assertThat(alternate(signing, retired)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_rotation_newKeySignsTooEarly_compilesAgainAndDeletesNothing(Keys kind) {
    Version old = version(kind.of("old"));
    Version hasty = version(kind.of("new", "old"));
    useAll(hasty);
    assertThat(alternate(hasty, old)).isEqualTo(MODULES);
    assertThat(alternate(hasty, old)).isZero();
    assertThat(old.deletions() + hasty.deletions()).isZero();
  }

  @Test
  void D12_rotation_applicationsWithPublicKeysOnly_findWhatBuildersStored() {
    Version oldBuilder = version(Keys.ED25519.of("old"));
    Version newBuilder = version(Keys.ED25519.of("new", "-old"));
    Version old = version(Keys.publicOnly("old"));
    Version announced = version(Keys.publicOnly("old", "new"));
    Version removed = version(Keys.publicOnly("new", "-old"));
    useAll(oldBuilder);
    assertThat(alternate(old, announced)).isZero();
    useAll(newBuilder);
    assertThat(newBuilder.compiled()).isEqualTo(MODULES);
    assertThat(alternate(announced, removed)).isZero();
    assertThat(alternate(announced, newBuilder)).isZero();
    assertThat(old.deletions() + announced.deletions() + removed.deletions()).isZero();
    assertThat(newBuilder.deletions()).isEqualTo(MODULES);
    // The instance that was forgotten compiles for itself and destroys nothing.
    assertThat(alternate(old, removed)).isEqualTo(MODULES * TURNS);
    assertThat(old.deletions()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_rotation_forgedEntriesAtEveryStep_areNeverHandedOut(Keys kind) {
    Version[] versions = {
      version(kind.of("old")), version(kind.of("old", "new")),
      version(kind.of("new", "old")), version(kind.of("new", "-old"))
    };
    for (String id : new String[] {"old", "new", "other"}) {
      for (Version version : versions) {
        CompilationCache forger = version(kind.forger(id)).cache();
        forger.put(Requests.of(1).key(), Artifact.of(new byte[] {6, 6, 6}));
        assertThat(forger.get(Requests.of(1).key())).isPresent();
        assertThat(version.cache().get(Requests.of(1).key())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D12_rotation_onASharedStoreWhoseFirstWriterWins_replacesWhatAForgottenKeySigned(Keys kind) {
    MapStore shared =
        new MapStore() {
          @Override
          public void put(CacheKey key, EntryContent content) throws IOException {
            if (!entries.containsKey(key)) {
              super.put(key, content);
            }
          }
        };
    Version old = new Version(shared(shared, kind.of("old")));
    useAll(old);
    Version forgetful = new Version(shared(shared, kind.of("new")));
    Version reader = new Version(shared(shared, Keys.publicOnly("other")));
    useAll(reader);
    assertThat(shared.entries).as("a process that cannot sign destroys nothing").hasSize(MODULES);
    useAll(old);
    assertThat(old.compiled()).isEqualTo(MODULES);
    useAll(forgetful);
    useAll(forgetful);
    assertThat(forgetful.compiled()).as("once").isEqualTo(MODULES);
    useAll(new Version(shared(shared, kind.of("new", "old"))));
    assertThat(open.get(open.size() - 1).stats().compilations()).isZero();
  }

  private CompilationCache shared(MapStore store, Integrity integrity) {
    CompilationCache cache = CompilationCache.builder().shared(store).integrity(integrity).build();
    open.add(cache);
    return cache;
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D09_get_olderEntryAfterTheGenerationWasRaised_isNeverLookedUp(Keys kind) throws Exception {
    CompilationCache cache = version(kind.of("k1")).cache();
    CompileRequest first = generation(0);
    CompileRequest second = generation(1);
    cache.getOrCompile(first, request -> Artifact.of(new byte[] {1}));
    Path replayed = onlyEntry();
    byte[] older = Files.readAllBytes(replayed);
    Artifact compiled = cache.getOrCompile(second, request -> Artifact.of(new byte[] {2}));
    assertThat(compiled.bytes()).containsExactly(2);
    // An attacker puts it back, in its own place and in that of its successor.
    Files.write(replayed, older);
    Files.write(file(second.key()), older);
    assertThat(cache.get(second.key())).isEmpty();
    assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
    assertThat(file(second.key())).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void D08_get_fileRenamedToAnotherKey_isRefused(Keys kind) throws Exception {
    CompilationCache cache = version(kind.of("k1")).cache();
    cache.put(Requests.of(1).key(), artifact(1));
    cache.put(Requests.of(2).key(), artifact(2));
    Path other = file(Requests.of(2).key());
    Files.copy(file(Requests.of(1).key()), other, StandardCopyOption.REPLACE_EXISTING);
    // What a reader that trusts names would run.
    byte[] bytes = Files.readAllBytes(other);
    assertThat(bytes).endsWith(artifact(1).bytes());
    assertThat(cache.get(Requests.of(2).key())).isEmpty();
    assertThat(cache.get(Requests.of(1).key())).contains(artifact(1));
    assertThat(other).doesNotExist();
  }

  private static CompileRequest generation(int generation) {
    return CompileRequest.of(
        new byte[] {0, 'a', 's', 'm'}, Requests.FINGERPRINT.withGeneration(generation));
  }

  private Path file(CacheKey key) {
    String hex = key.toHex();
    return directory
        .resolve("cache/v1")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2) + ".wasmcache");
  }

  private Path onlyEntry() throws Exception {
    try (var files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".wasmcache")).findAny().orElseThrow();
    }
  }

  /** Lets two versions use all modules in turn. Returns how many were compiled. */
  private static int alternate(Version one, Version other) {
    int before = one.compiled() + other.compiled();
    for (int turn = 0; turn < TURNS; turn++) {
      for (int module = 0; module < MODULES; module++) {
        one.use(module);
        other.use(module);
      }
    }
    return one.compiled() + other.compiled() - before;
  }

  private static void useAll(Version version) {
    for (int module = 0; module < MODULES; module++) {
      version.use(module);
    }
    // A shared tier is filled in the background.
    Waiting.until(() -> version.cache().stats().tier(Tier.SHARED).guard().queuedUploads() == 0);
  }

  private static Artifact artifact(int module) {
    return Artifact.of(Bodies.random(module, 200));
  }

  private Version version(Integrity integrity) {
    DiskStore store = DiskStore.builder(directory.resolve("cache")).build();
    CompilationCache cache = CompilationCache.builder().disk(store).integrity(integrity).build();
    open.add(cache);
    return new Version(cache);
  }

  /** An application on the directory, with its key ring. */
  private record Version(CompilationCache cache) {

    void use(int module) {
      Artifact answered = cache.getOrCompile(Requests.of(module), request -> artifact(module));
      assertThat(answered).isEqualTo(artifact(module));
    }

    int compiled() {
      return Math.toIntExact(cache.stats().compilations());
    }

    long deletions() {
      return cache.stats().tier(Tier.DISK).deletions();
    }
  }
}
