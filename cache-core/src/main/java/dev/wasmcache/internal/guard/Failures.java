package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.miss.MissReasons;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.function.Function;

/** How a failure of a tier is counted. */
public final class Failures {

  private Failures() {}

  /**
   * Loads the classes that a failure needs: when no file can be opened any more, no class can be
   * loaded either.
   */
  public static void prepare(Tier tier, Function<Setting, String> settingNames) {
    String unused = settingNames.apply(setting(tier, new CallAbandonedException("none", null)));
    MissReasons.prepare();
    new Trail(WaitBudget.unlimited()).add(tier, Outcome.SKIPPED);
  }

  public static Outcome outcome(Throwable failure) {
    if (failure instanceof BadEntryException bad) {
      return bad.outcome();
    }
    return failure instanceof StoreException refused ? refused.outcome() : Outcome.ERROR;
  }

  /** Returns what happened, for the log: a message written for it, or else the whole failure. */
  public static String reason(Throwable failure) {
    boolean written = failure instanceof BadEntryException || failure instanceof StoreException;
    return Printable.text(written ? failure.getMessage() : failure);
  }

  /** Returns the setting that governs a failure. */
  public static Setting setting(Tier tier, Throwable failure) {
    return failure instanceof StoreException refused && refused.setting().isPresent()
        ? refused.setting().get()
        : setting(tier, outcome(failure));
  }

  /** Returns the setting that governs an outcome. */
  public static Setting setting(Tier tier, Outcome outcome) {
    boolean shared = tier == Tier.SHARED;
    // Without a switch: a fresh JVM would load a class for it.
    if (outcome == Outcome.STALE || outcome == Outcome.UNAUTHENTIC) {
      return Setting.INTEGRITY_KEYS;
    }
    if (outcome == Outcome.TOO_LARGE) {
      return shared ? Setting.SHARED_MAXIMUM_ENTRY_SIZE : Setting.MAXIMUM_ENTRY_SIZE;
    }
    if (outcome == Outcome.TIMEOUT || outcome == Outcome.BUSY) {
      return shared ? Setting.SHARED_TIMEOUT : Setting.TIMEOUT;
    }
    return shared ? Setting.SHARED : Setting.DIRECTORY;
  }
}
