package dev.wasmcache;

import dev.wasmcache.internal.Digests;
import dev.wasmcache.internal.EnumCounters;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.RepeatedWarnings;
import dev.wasmcache.internal.compile.VerifyTurns;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.VerifyOutcome;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compiles one hit in so many again, in the background, and compares the result with what was
 * served. An entry that differs is replaced. What a checksum or a signature cannot tell shows here:
 * an entry that was wrong before it was sealed.
 *
 * <p>Verifies one hit at a time, in a daemon thread of low priority, and begins only while no
 * request compiles. Takes no permit, so that no request waits for it. None of its failures reaches
 * a caller. Safe for concurrent use.
 */
final class ShadowVerification {

  private static final long MILLIS_TO_CLOSE = TimeUnit.SECONDS.toMillis(2);

  private final TierStack tiers;
  private final Compilation compilation;
  private final VerifyTurns turns;
  private final ThreadFactory threads;
  private final EnumCounters<VerifyOutcome> outcomes = new EnumCounters<>(VerifyOutcome.class);
  private final RepeatedWarnings warnings = new RepeatedWarnings();
  private volatile @Nullable Thread running;
  private volatile boolean closed;

  ShadowVerification(CompilationCacheBuilder settings, TierStack tiers, Compilation compilation) {
    int oneIn = settings.verifiedHits();
    this.tiers = tiers;
    this.compilation = compilation;
    this.turns = new VerifyTurns(oneIn, ThreadLocalRandom.current().nextInt(oneIn));
    ThreadFactory given = settings.threads();
    this.threads = given == null ? ShadowVerification::background : given;
  }

  // The priority is a courtesy to requests, and nothing relies on it.
  @SuppressWarnings("ThreadPriorityCheck")
  private static Thread background(Runnable task) {
    Thread thread = new Thread(task, "wasm-cache-verify");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }

  /** Verifies what a request was served, if it is chosen. Returns at once and does not throw. */
  void served(CompileRequest request, ArtifactCompiler compiler, TierStack.Found found) {
    if (found.origin() == Origin.COMPILED || !turns.chooses()) {
      return;
    }
    if (closed || !turns.begin(compilation.demand())) {
      outcomes.add(VerifyOutcome.SKIPPED);
      return;
    }
    try {
      Thread thread = threads.newThread(() -> verify(request, compiler, found));
      running = thread;
      if (closed) {
        outcomes.add(VerifyOutcome.SKIPPED);
        end();
        return;
      }
      thread.start();
    } catch (RuntimeException | Error e) {
      // No thread can be made now.
      failed(request, e);
      end();
    }
  }

  private void verify(CompileRequest request, ArtifactCompiler compiler, TierStack.Found found) {
    try {
      outcomes.add(compare(request, compiler, found));
    } catch (Throwable e) {
      failed(request, e);
    } finally {
      end();
    }
  }

  private void end() {
    running = null;
    turns.end();
  }

  private void failed(CompileRequest request, Throwable failure) {
    outcomes.add(VerifyOutcome.FAILED);
    try {
      warnings.warn(
          Log.LOG,
          System.nanoTime(),
          "verify",
          "Wasm cache: {} could not be verified: compiling it again failed: {}",
          request.describe(),
          Printable.text(failure));
    } catch (LinkageError | OutOfMemoryError e) {
      // The log does not work now; the counter still shows the failure.
    }
  }

  private VerifyOutcome compare(
      CompileRequest request, ArtifactCompiler compiler, TierStack.Found found) throws IOException {
    Artifact compiled = compilation.compileAside(request, compiler);
    if (compiled.equals(found.artifact())) {
      return VerifyOutcome.MATCH;
    }
    if (closed) {
      return VerifyOutcome.SKIPPED;
    }
    // What this process makes may be what is wrong: only a result that it makes again is stored.
    boolean repeatable = compilation.compileAside(request, compiler).equals(compiled);
    String kept = tiers.keepMismatch(request.key(), found.artifact(), compiled);
    if (repeatable && !closed) {
      tiers.replace(request.key(), compiled.compiledFor(request, found.artifact().compileTime()));
    }
    Log.LOG.warn(
        "Wasm cache: {} was served from the {} tier with {}, but compiled again it has {}. {}. {}."
            + " The module in use stays until it is evicted or the application restarts",
        request.describe(),
        found.origin().id(),
        digest(found.artifact()),
        digest(compiled),
        repeatable
            ? "Its entries were replaced in all tiers that this process writes"
            : "Compiled a third time it differs once more, so nothing was replaced",
        kept);
    return VerifyOutcome.MISMATCH;
  }

  private static String digest(Artifact artifact) {
    String hex = HexFormat.of().formatHex(Digests.sha256(artifact.bytes()));
    return artifact.size() + " bytes of SHA-256 " + hex;
  }

  Map<VerifyOutcome, Long> outcomes() {
    return outcomes.snapshot();
  }

  /**
   * Verifies nothing more, and waits two seconds for what runs: a compiler cannot be interrupted.
   * After that its result is dropped.
   */
  void close() {
    closed = true;
    Thread thread = running;
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(MILLIS_TO_CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
