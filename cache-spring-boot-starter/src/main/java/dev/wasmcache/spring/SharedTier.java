package dev.wasmcache.spring;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.Integrity;
import dev.wasmcache.TierAccess;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tier that several hosts share as it is configured: a store and what it is used for, or none.
 * There is always a bean of this type; one of the application's own takes the place of that which
 * {@code wasm.cache.shared.*} configures. Immutable.
 *
 * <p>The cache closes the store. What it was made with, a client for example, is its owner's.
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

  /** Nothing is shared. */
  public static SharedTier off() {
    return OFF;
  }

  /**
   * A store that hosts share.
   *
   * @param type what it is called in the health and in the log, such as {@code redis}
   * @param address where it is, without credentials; may be empty
   */
  public static SharedTier of(ArtifactStore store, TierAccess access, String type, String address) {
    return new SharedTier(store, access, type, address, Optional::empty);
  }

  /** Answers the same, with something that knows how the store fares. It must do no I/O. */
  public SharedTier withState(Supplier<State> known) {
    return new SharedTier(store, access, type, address, () -> Optional.of(known.get()));
  }

  /** Answers the store; empty if nothing is shared. */
  public Optional<ArtifactStore> store() {
    return Optional.ofNullable(store);
  }

  /** Answers whether entries are stored there, or read only. */
  public TierAccess access() {
    return access;
  }

  /** Answers what the store is called; {@code none} if there is none. */
  public String type() {
    return type;
  }

  /** Answers where the store is, without credentials; empty if that is not known. */
  public String address() {
    return address;
  }

  /** Answers how the store fares, from counters; empty if that is not known. */
  public Optional<State> state() {
    return state.get();
  }

  /**
   * Refuses a store whose entries nobody signs: whoever can write there would run code here.
   *
   * @return whether entries are accepted that nobody has signed
   * @throws InvalidSettingException if they would be, and nobody asked for it
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
              + "): whoever can write there could run"
              + " code in this application",
          "Make a secret with 'openssl rand -base64 32' and set 'wasm.cache.integrity.keys[0].id'"
              + " and 'wasm.cache.integrity.keys[0].secret' alike on all hosts, or set an Ed25519"
              + " 'wasm.cache.integrity.keys[0].public-key'. If really nobody else can write"
              + " there, set 'wasm.cache.shared.integrity=unsafe'.");
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
     * Without keys the log warns: whoever can write to the store can run code in the application.
     */
    UNSAFE
  }

  /**
   * How a store fares, at one moment.
   *
   * @param reads whether it is read from: {@code up}, {@code trying} or {@code down}
   * @param writes whether it is written to, by the same names
   * @param queued how many entries wait to be stored, or are being stored
   * @param queuedBytes their size in bytes
   * @param stored how many entries were stored since the start
   * @param failed how many the store did not take
   * @param dropped how many were not even tried: the queue was full, or the store down
   * @param lastFailure what the last failure was, without credentials; empty if there was none
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
