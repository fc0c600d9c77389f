package dev.wasmcache.disk;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file that must not be used. It was not opened, or it was closed without being read. */
final class RefusedFileException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final String objection;
  private final transient FileState state;

  RefusedFileException(Path path, String objection, FileState state) {
    super(path + " is not used: " + objection);
    this.objection = objection;
    this.state = state;
  }

  /** Returns why it must not be used, as a clause. */
  String objection() {
    return objection;
  }

  /** Returns its state. */
  FileState state() {
    return state;
  }
}
