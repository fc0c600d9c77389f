package dev.wasmcache.cli.option;

/** The exit codes of every command. */
public final class ExitCode {

  /** The command did what it was asked to, and there is nothing to report. */
  public static final int FINE = 0;

  /** Something was found, or some of the work was not done: the output says what. */
  public static final int FOUND = 1;

  /** Wrong usage: an option, a key or a directory that cannot be used. Nothing was done. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
