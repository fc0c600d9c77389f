package dev.wasmcache.cli.option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, before or after its name. */
public final class GlobalOptions {

  public static final String DIRECTORY = "--directory";
  public static final String PUBLIC_KEY = "--public-key";
  public static final String SECRET = "--secret";
  public static final String TRUST_PARENTS = "--trust-parents";

  /** An option that takes its value from the next argument or after an equals sign. */
  public static final String COLOR = "--color";

  @Option(
      names = DIRECTORY,
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "The cache directory. Default: the one that applications of this user share;"
              + " with keys, the one for signed entries beside it.")
  private @Nullable Path directory;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Write one JSON object to standard output, for scripts.")
  private boolean json;

  @Option(
      names = COLOR,
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "Colours: ${COMPLETION-CANDIDATES}. Default: auto, which honours NO_COLOR.")
  private ColorWhen color = ColorWhen.auto;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Write what the cache logs to standard error, and stack traces of faults.")
  private boolean verbose;

  @Option(
      names = PUBLIC_KEY,
      paramLabel = "ID=FILE",
      scope = ScopeType.INHERIT,
      description = "An Ed25519 public key that entries may be signed with. Can be repeated.")
  private Map<String, Path> publicKeys = new LinkedHashMap<>();

  @Option(
      names = SECRET,
      paramLabel = "ID=FILE",
      scope = ScopeType.INHERIT,
      description = "A file with a secret for HMAC, as Base64. Can be repeated; the first signs.")
  private Map<String, Path> secrets = new LinkedHashMap<>();

  @Option(
      names = TRUST_PARENTS,
      scope = ScopeType.INHERIT,
      description =
          "Accept a directory below one that every user can write. Only for a volume that no"
              + " other user can reach.")
  private boolean trustParents;

  /** Returns the directory that was named; empty if none was. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  public boolean json() {
    return json;
  }

  public boolean verbose() {
    return verbose;
  }

  public boolean trustParents() {
    return trustParents;
  }

  /** Returns the files of the public keys by id, in the order in which they were given. */
  public Map<String, Path> publicKeys() {
    return publicKeys;
  }

  /** Returns the files of the secrets by id, in the order in which they were given. */
  public Map<String, Path> secrets() {
    return secrets;
  }

  /** Returns whether entries are protected by keys. */
  public boolean haveKeys() {
    return !publicKeys.isEmpty() || !secrets.isEmpty();
  }

  /** Returns whether the output has colours. */
  public Ansi ansi() {
    return ansi(color);
  }

  /** Returns whether the output has colours. */
  public static Ansi ansi(ColorWhen when) {
    return switch (when) {
      case auto -> Ansi.AUTO;
      case always -> Ansi.ON;
      case never -> Ansi.OFF;
    };
  }
}
