package dev.wasmcache.engine;

/** A module announces more than it has bytes for. */
final class AnnouncedTooMuchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AnnouncedTooMuchException(String message) {
    super(message, null, false, false);
  }
}
