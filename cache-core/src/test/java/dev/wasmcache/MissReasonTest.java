package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.internal.miss.MissReasons;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why something was compiled again, which the next process also knows. */
final class MissReasonTest {

  private static final byte[] MODULE = {0, 'a', 's', 'm', 1};
  private static final Artifact ARTIFACT = Artifact.of(Bodies.random(5, 2_000));
  private static final KeyRing KEYS = KeyRing.of("one", new byte[32]);

  @TempDir Path directory;

  private Instant now = Instant.now();
  private Integrity integrity = Integrity.checksum();

  @Test
  void explain_moduleNeverSeen_saysSo() {
    assertThat(reason(request("1.0", Map.of(), 0)).kind()).isEqualTo(MissReason.Kind.NEVER_SEEN);
  }

  @Test
  void explain_engineChanged_saysFromWhatToWhat() {
    compile(request("1.0", Map.of(), 0));
    MissReason reason = reason(request("1.1", Map.of("fallback", "fail"), 1));
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.ENGINE_CHANGED);
    assertThat(reason.description()).contains("test 1.0 -> test 1.1");
    assertThat(reason.at()).isPresent();
  }

  @Test
  void E01_explain_compiledByAnotherEngineOnly_isNoChangeOfTheEngine() {
    compile(request("other", "2.0", 0));
    MissReason reason = reason(request("1.0", Map.of(), 0));
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.ANOTHER_ENGINE);
    assertThat(reason.kind().id()).isEqualTo("another-engine");
    assertThat(reason.description()).contains("never compiled by test", "other 2.0");
  }

  @Test
  void E02_explain_compiledByAnotherEngineSince_comparesWithItsOwnLastCompile() {
    compile(request("1.0", Map.of(), 0));
    compile(request("other", "1.1", 0));
    MissReason changed = reason(request("1.1", Map.of(), 0));
    assertThat(changed.kind()).isEqualTo(MissReason.Kind.ENGINE_CHANGED);
    assertThat(changed.description()).contains("test 1.0 -> test 1.1");

    compile(request("1.1", Map.of(), 0));
    compile(request("other", "1.1", 0));
    assertThat(reason(request("1.1", Map.of(), 1)).kind())
        .isEqualTo(MissReason.Kind.GENERATION_RAISED);
  }

  @Test
  void E03_explain_manyCompilesByAnotherEngine_stillKnowsItsOwn() {
    compile(request("1.0", Map.of(), 0));
    for (int generation = 0; generation < 20; generation++) {
      compile(request("other", "1.0", generation));
    }
    assertThat(reason(request("1.1", Map.of(), 0)).kind())
        .isEqualTo(MissReason.Kind.ENGINE_CHANGED);
  }

  @Test
  void explain_optionsChanged_saysWhichAndHow() {
    compile(request("1.0", Map.of("fallback", "silent", "same", "x"), 0));
    MissReason reason = reason(request("1.0", Map.of("fallback", "fail", "same", "x"), 0));
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.OPTIONS_CHANGED);
    assertThat(reason.description()).contains("fallback silent -> fail").doesNotContain("same");
  }

  @Test
  void explain_generationRaised_saysSo() {
    compile(request("1.0", Map.of(), 3));
    MissReason reason = reason(request("1.0", Map.of(), 4));
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.GENERATION_RAISED);
    assertThat(reason.description()).contains("3 -> 4");
  }

  @Test
  void explain_evictedByAnotherProcess_saysWhenAndWhy() throws IOException {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    Files.setLastModifiedTime(entry(), FileTime.from(now.minus(Duration.ofDays(40))));
    try (DiskStore other = store()) {
      other.put(Requests.of(9).key(), new Bytes(100));
      other.collect();
    }
    MissReason reason = reason(request);
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.EVICTED);
    assertThat(reason.tier()).contains(Tier.DISK);
    assertThat(reason.description()).contains("idle");
  }

  @Test
  void stats_compiledADayAfterItsEviction_isNotThrash() throws IOException {
    CompileRequest request = request("1.0", Map.of(), 0);
    for (long hours : new long[] {23, 25}) {
      compile(request);
      Files.setLastModifiedTime(entry(), FileTime.from(now.minus(Duration.ofDays(40))));
      try (DiskStore other = store()) {
        other.put(Requests.of(9).key(), new Bytes(100));
        other.collect();
      }
      now = now.plus(Duration.ofHours(hours));
      try (CompilationCache cache = cache()) {
        cache.getOrCompile(request, asked -> ARTIFACT);
        assertThat(cache.stats().thrash())
            .as("after %s hours", hours)
            .isEqualTo(hours < 24 ? 1 : 0);
      }
    }
  }

  @Test
  void F45_explain_compiledWhenTheClockWasAhead_stillSaysEvicted() throws IOException {
    CompileRequest request = request("1.0", Map.of(), 0);
    Instant right = now;
    now = right.plus(Duration.ofDays(400));
    compile(request);
    now = right;
    Files.setLastModifiedTime(entry(), FileTime.from(now.minus(Duration.ofDays(40))));
    try (DiskStore other = store()) {
      other.put(Requests.of(9).key(), new Bytes(100));
      other.collect();
    }
    assertThat(reason(request).kind()).isEqualTo(MissReason.Kind.EVICTED);
  }

  @Test
  void F45_evictedTooSoon_evictedWhenTheClockWasAhead_isNotThrash() {
    Eviction hour = new Eviction(now.minus(Duration.ofHours(1)), EvictionCause.SIZE);
    assertThat(TieredCache.evictedTooSoon(MissReasons.ofEviction(Tier.DISK, hour), now)).isTrue();
    Eviction ahead = new Eviction(now.plus(Duration.ofDays(400)), EvictionCause.SIZE);
    assertThat(TieredCache.evictedTooSoon(MissReasons.ofEviction(Tier.DISK, ahead), now)).isFalse();
  }

  @Test
  void explain_entryDeletedByHand_saysThatItIsGone() throws IOException {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    Files.delete(entry());
    MissReason reason = reason(request);
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.GONE);
    assertThat(reason.at()).isPresent();
  }

  @Test
  void explain_deletedByRequest_saysSo() {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    try (CompilationCache cache = cache()) {
      cache.delete(request.key());
      assertThat(cache.admin().explain(request).description()).contains("deleted by request");
      assertThat(cache.admin().explain(request.key()).kind()).isEqualTo(MissReason.Kind.GONE);
    }
  }

  @Test
  void getOrCompile_damagedEntry_saysCorruptAndWhere() throws IOException {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    byte[] bytes = Files.readAllBytes(entry());
    bytes[bytes.length - 1] ^= 1;
    Files.write(entry(), bytes);
    MissReason reason = reasonOfCompile(request);
    assertThat(reason.kind()).isEqualTo(MissReason.Kind.CORRUPT);
    assertThat(reason.tier()).contains(Tier.DISK);
  }

  @Test
  void getOrCompile_entryWithoutASignature_saysUnauthentic() {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    integrity = Integrity.hmac(KEYS);
    assertThat(reasonOfCompile(request).kind()).isEqualTo(MissReason.Kind.UNAUTHENTIC);
  }

  @Test
  void getOrCompile_tierDown_saysWhichAndHow() {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    ArtifactStore broken = new FailingStore(new MapStore(), 1, true);
    try (CompilationCache cache = CompilationCache.builder().disk(broken).build()) {
      cache.getOrCompile(request, asked -> ARTIFACT);
      MissReason reason = cache.admin().compiles().get(0).reason();
      assertThat(reason.kind()).isEqualTo(MissReason.Kind.TIER_DOWN);
      assertThat(reason.description()).contains("disk").contains("error");
    }
  }

  @Test
  void getOrCompile_noTier_saysSo() {
    try (CompilationCache cache = CompilationCache.builder().build()) {
      cache.getOrCompile(Requests.of(1), asked -> ARTIFACT);
      assertThat(cache.admin().compiles().get(0).reason().kind())
          .isEqualTo(MissReason.Kind.NO_TIER);
    }
  }

  @Test
  void explain_entryThere_saysWhere() {
    CompileRequest request = request("1.0", Map.of(), 0);
    compile(request);
    assertThat(reason(request).kind()).isEqualTo(MissReason.Kind.PRESENT);
    assertThat(reason(request).tier()).contains(Tier.DISK);
  }

  @Test
  void explain_noteThatIsNoNote_isNeverSeenAndStartsNoLineOfItsOwn() throws IOException {
    compile(request("1.0\nERROR forged", Map.of(), 0));
    assertThat(reason(request("1.1", Map.of(), 0)).description()).doesNotContain("\n");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path note : files.filter(path -> path.toString().endsWith(".note")).toList()) {
        Files.write(note, Bodies.random(3, 400));
      }
    }
    assertThat(reason(request("1.1", Map.of(), 0)).kind()).isEqualTo(MissReason.Kind.NEVER_SEEN);
  }

  @Test
  void getOrCompile_required_refusesWithTheReasonBeforeItCompiles() {
    compile(request("1.0", Map.of(), 0));
    CompileRequest request = request("1.1", Map.of(), 0).named("images");
    try (CompilationCache cache = builder().mode(CacheMode.REQUIRED).build()) {
      assertThatThrownBy(
              () ->
                  cache.getOrCompile(
                      request,
                      asked -> {
                        throw new AssertionError("compiled");
                      }))
          .isInstanceOf(CompiledModuleRequiredException.class)
          .hasMessageContaining("'images'")
          .hasMessageContaining(request.key().toHex())
          .hasMessageContaining("1.0 -> test 1.1")
          .hasMessageContaining("CompilationCache.builder().mode");
      CompileRequest there = request("1.0", Map.of(), 0);
      assertThat(cache.getOrCompile(there, asked -> Artifact.of(new byte[0]))).isEqualTo(ARTIFACT);
    }
  }

  @Test
  void onMiss_compile_tellsTheReasonOnce() {
    List<MissReason> told = new ArrayList<>();
    try (CompilationCache cache = builder().listener(reasons(told)).build()) {
      cache.getOrCompile(Requests.of(1), asked -> ARTIFACT);
      cache.getOrCompile(Requests.of(1), asked -> ARTIFACT);
    }
    assertThat(told).extracting(MissReason::kind).containsExactly(MissReason.Kind.NEVER_SEEN);
  }

  @Test
  void onMiss_required_tellsTheReasonOfEachRefusal() {
    List<MissReason> told = new ArrayList<>();
    try (CompilationCache cache =
        builder().mode(CacheMode.REQUIRED).listener(reasons(told)).build()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> cache.getOrCompile(Requests.of(1), asked -> ARTIFACT))
            .isInstanceOf(CompiledModuleRequiredException.class);
      }
    }
    assertThat(told)
        .extracting(MissReason::kind)
        .containsExactly(MissReason.Kind.NEVER_SEEN, MissReason.Kind.NEVER_SEEN);
  }

  private static CacheListener reasons(List<MissReason> told) {
    return new CacheListener() {
      @Override
      public void onMiss(CompileRequest request, MissReason reason) {
        told.add(reason);
      }
    };
  }

  private static CompileRequest request(
      String version, Map<String, String> options, int generation) {
    return CompileRequest.of(
        MODULE, new Fingerprint("test", version, options, "any", 1, generation));
  }

  private static CompileRequest request(String engine, String version, int generation) {
    return CompileRequest.of(
        MODULE, new Fingerprint(engine, version, Map.of(), "any", 1, generation));
  }

  private void compile(CompileRequest request) {
    try (CompilationCache cache = cache()) {
      cache.getOrCompile(request, asked -> ARTIFACT);
    }
  }

  private MissReason reason(CompileRequest request) {
    try (CompilationCache cache = cache()) {
      return cache.admin().explain(request);
    }
  }

  private MissReason reasonOfCompile(CompileRequest request) {
    try (CompilationCache cache = cache()) {
      cache.getOrCompile(request, asked -> ARTIFACT);
      return cache.admin().compiles().get(0).reason();
    }
  }

  private CompilationCache cache() {
    return builder().build();
  }

  private CompilationCacheBuilder builder() {
    return CompilationCache.builder().disk(store()).integrity(integrity).clock(() -> now);
  }

  private DiskStore store() {
    return DiskStore.builder(directory).clock(() -> now).build();
  }

  private Path entry() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(path -> path.toString().endsWith(".wasmcache")).findFirst().orElseThrow();
    }
  }

  private record Bytes(int number) implements EntryContent {
    @Override
    public long size() {
      return number;
    }

    @Override
    public void writeTo(Sink sink) throws IOException {
      sink.write(0, new byte[number], 0, number);
    }
  }
}
