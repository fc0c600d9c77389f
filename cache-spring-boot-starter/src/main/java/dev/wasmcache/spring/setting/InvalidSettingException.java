package dev.wasmcache.spring.setting;

import java.io.Serial;

/** A property has a value that cannot be used. Never shows a secret. */
public final class InvalidSettingException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String property;
  private final String problem;
  private final String remedy;

  /**
   * @param problem what is wrong with it, the rest of a sentence that begins with the property
   * @param remedy what to do, a sentence
   */
  public InvalidSettingException(String property, String problem, String remedy) {
    super("The property '" + property + "' " + problem + ". " + remedy);
    this.property = property;
    this.problem = problem;
    this.remedy = remedy;
  }

  /** Returns the name of the property. */
  public String property() {
    return property;
  }

  /** Returns what is wrong with it: the rest of a sentence that begins with the property. */
  String problem() {
    return problem;
  }

  /** Returns what to do: a sentence. */
  public String remedy() {
    return remedy;
  }
}
