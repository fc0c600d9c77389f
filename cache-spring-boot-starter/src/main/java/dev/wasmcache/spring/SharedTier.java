package dev.wasmcache.spring;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.Integrity;
import dev.wasmcache.TierAccess;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configured tier that several hosts share: a store and how it is used, or none. There is
 * always a bean of this type. An application's own bean replaces the one that {@code
 * wasm.cache.shared.*} configures. Immutable.
 *
 * <p>The cache closes the store. Objects that the store was created with, such as a client, remain
 * open: their owner closes them.
 */
public final class SharedTier {

  private static final SharedTier OFF =
      new SharedTier(null, TierAccess.READ_ONLY, "none", "", Optional::empty);

  private final @Nullable ArtifactStore store;
  private final TierAccess access;
  private final String type;
  private final String address;
  private final Supplier<Optional<State>> state;

  private SharedTier(
      @Nullable ArtifactStore store,
      TierAccess access,
      String type,
      String address,
      Supplier<Optional<State>> state) {
    this.store = store;
    this.access = access;
    this.type = type;
    this.address = address;
    this.state = state;
  }

  /** Returns a tier that shares nothing. */
  public static SharedTier off() {
    return OFF;
  }

  /**
   * Returns a tier with a store that several hosts share.
   *
   * @param type its name in health details and in the log, such as {@code redis}
   * @param address where it is, without credentials; may be empty
   */
  public static SharedTier of(ArtifactStore store, TierAccess access, String type, String address) {
    return new SharedTier(store, access, type, address, Optional::empty);
  }

  /** Returns a copy that reports the state of the store. The supplier must do no I/O. */
  public SharedTier withState(Supplier<State> known) {
    return new SharedTier(store, access, type, address, () -> Optional.of(known.get()));
  }

  /** Returns the store; empty if nothing is shared. */
  public Optional<ArtifactStore> store() {
    return Optional.ofNullable(store);
  }

  /** Returns whether entries are stored there or only read. */
  public TierAccess access() {
    return access;
  }

  /** Returns the name of the store's type; {@code none} if there is no store. */
  public String type() {
    return type;
  }

  /** Returns where the store is, without credentials; empty if that is not known. */
  public String address() {
    return address;
  }

  /** Returns the state of the store, from counters; empty if it is not known. */
  public Optional<State> state() {
    return state.get();
  }

  /**
   * Refuses a store without keys that protect its entries: write access to such a store is enough
   * to run code in this application.
   *
   * @return whether unsigned entries are accepted
   * @throws InvalidSettingException if they would be accepted, and the policy forbids it
   */
  boolean isUnprotected(Integrity integrity, IntegrityPolicy policy) {
    if (store == null || integrity.authenticates()) {
      return false;
    }
    if (policy == IntegrityPolicy.REQUIRED) {
      throw new InvalidSettingException(
          "wasm.cache.integrity.keys",
          "is missing, and hosts share a store ("
              + type
              + "): anyone with write access to it could run"
              + " code in this application",
          "Make a secret with 'openssl rand -base64 32' and set 'wasm.cache.integrity.keys[0].id'"
              + " and 'wasm.cache.integrity.keys[0].secret' alike on all hosts, or set an Ed25519"
              + " 'wasm.cache.integrity.keys[0].public-key'. Only if no one else has write"
              + " access, set 'wasm.cache.shared.integrity=unsafe'.");
    }
    return true;
  }

  @Override
  public String toString() {
    return "SharedTier[type=" + type + ", address=" + address + ", access=" + access + "]";
  }

  /** Whether entries in a shared store must be protected by keys. */
  public enum IntegrityPolicy {
    /** Without keys the application does not start. */
    REQUIRED,
    /**
     * Without keys the log warns: write access to the store is enough to run code in the
     * application.
     */
    UNSAFE
  }

  /**
   * The state of a store at one moment.
   *
   * @param reads whether it is read from: {@code up}, {@code trying} or {@code down}
   * @param writes whether it is written to, with the same values
   * @param queued how many entries wait to be stored, or are being stored
   * @param queuedBytes their size in bytes
   * @param stored how many entries were stored since the start
   * @param failed how many the store failed to store
   * @param dropped how many were not tried, because the queue was full or the store was down
   * @param lastFailure the last failure, without credentials; empty if there was none
   */
  public record State(
      String reads,
      String writes,
      long queued,
      long queuedBytes,
      long stored,
      long failed,
      long dropped,
      Optional<String> lastFailure) {}
}
