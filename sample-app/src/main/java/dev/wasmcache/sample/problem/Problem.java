package dev.wasmcache.sample.problem;

import dev.wasmcache.CompiledModuleRequiredException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The reason why a request was refused, as in RFC 9457; Spring writes it to the response. */
public final class Problem extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  private Problem(HttpStatus status, String title, String detail) {
    this(status, title, detail, null);
  }

  private Problem(HttpStatus status, String title, String detail, @Nullable Throwable cause) {
    super(status, body(status, title, detail), cause);
  }

  private static ProblemDetail body(HttpStatus status, String title, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setTitle(title);
    return body;
  }

  /** Adds a member to the body. */
  public Problem with(String property, Object value) {
    getBody().setProperty(property, value);
    return this;
  }

  public static Problem invalidName(String name) {
    return new Problem(
        HttpStatus.BAD_REQUEST,
        "Invalid module name",
        "A module's name must have 1 to 64 of the characters a-z, 0-9, '.', '_' and '-': "
            + Messages.printable(name));
  }

  public static Problem unknownModule(String name) {
    return new Problem(
        HttpStatus.NOT_FOUND, "Unknown module", "There is no module " + Messages.printable(name));
  }

  public static Problem unknownFunction(String module, String function) {
    return new Problem(
        HttpStatus.NOT_FOUND,
        "Unknown function",
        "The module " + module + " has no function " + Messages.printable(function));
  }

  public static Problem shippedModule(String name) {
    return new Problem(
        HttpStatus.CONFLICT,
        "Shipped module",
        "The module " + name + " comes with the service and cannot be replaced or removed");
  }

  public static Problem notWasm() {
    return new Problem(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "Not WebAssembly",
        "A binary WebAssembly module starts with the bytes 00 61 73 6D 01 00 00 00");
  }

  /** The upload has more bytes than are allowed. */
  public static Problem uploadTooLarge(long maximumBytes) {
    return new Problem(
            HttpStatus.CONTENT_TOO_LARGE,
            "Module too large",
            "A module may have at most " + maximumBytes + " bytes")
        .with("maximumBytes", maximumBytes);
  }

  public static Problem noRoom(String detail) {
    return new Problem(HttpStatus.INSUFFICIENT_STORAGE, "No room for the module", detail);
  }

  /**
   * A module could not be compiled or loaded. The engine refuses a module with its own exceptions,
   * but also with exceptions that escape from its code and its libraries.
   */
  public static Problem notLoaded(Throwable cause) {
    if (cause instanceof Problem problem) {
      return problem;
    }
    if (cause instanceof OutOfMemoryError) {
      return outOfMemory("Compiling this module takes more memory than the service has", cause);
    }
    if (cause instanceof CompiledModuleRequiredException) {
      return new Problem(HttpStatus.CONFLICT, "Not compiled", Messages.of(cause), cause);
    }
    return invalidModule("The engine rejects the module: " + Messages.of(cause), cause);
  }

  public static Problem invalidModule(String detail, @Nullable Throwable cause) {
    return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "Invalid module", detail, cause);
  }

  public static Problem tooManyExports(int count, int maximum) {
    return new Problem(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Too many exports",
            "The module has "
                + count
                + " exports; the limit is "
                + maximum
                + " (sample.modules.max-exports)")
        .with("maximumExports", maximum);
  }

  public static Problem argumentsTooLarge(long maximumBytes) {
    return new Problem(
            HttpStatus.CONTENT_TOO_LARGE,
            "Arguments too large",
            "The arguments of a call may have at most "
                + maximumBytes
                + " bytes (sample.calls.max-arguments)")
        .with("maximumBytes", maximumBytes);
  }

  /** The heap is full: the process continues, but without this request. */
  public static Problem outOfMemory(String detail, @Nullable Throwable cause) {
    return new Problem(
        HttpStatus.INSUFFICIENT_STORAGE,
        "Out of memory",
        detail + ". Use a smaller module, or give the service a larger heap (-Xmx)",
        cause);
  }

  public static Problem notDeleted(String module, Throwable cause) {
    return new Problem(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Not deleted",
        "An entry of the module " + module + " could not be deleted: " + cause.getMessage(),
        cause);
  }

  /** The maximum number of connections is reached. */
  public static Problem tooManyListeners() {
    return new Problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "Too many listeners",
        "The limit of connections for updates is reached, or the service is shutting down");
  }

  public static Problem badArguments(String detail) {
    return new Problem(HttpStatus.BAD_REQUEST, "Bad arguments", detail);
  }

  /** The arguments are not JSON, from this place on; both numbers start at 1. */
  public static Problem notJson(int line, int column) {
    String where =
        line == 1 ? "at character " + column : "in line " + line + " at character " + column;
    return badArguments(
            "The arguments must be a JSON array, such as [1, 2.5, \"text\"]; they are not valid JSON "
                + where)
        .with("line", line)
        .with("column", column);
  }

  public static Problem badArgument(int position, Object value, String expected) {
    String shown = Messages.printable(String.valueOf(value));
    return new Problem(
            HttpStatus.BAD_REQUEST,
            "Bad argument",
            "Argument " + position + " is " + shown + ", but must be " + expected)
        .with("argument", position)
        .with("value", shown)
        .with("expected", expected);
  }

  /** The module failed, or made the engine fail. */
  public static Problem failed(Throwable cause) {
    if (cause instanceof Problem problem) {
      return problem;
    }
    if (cause instanceof OutOfMemoryError) {
      return outOfMemory("This call takes more memory than the service has", cause);
    }
    return failed(
        cause instanceof StackOverflowError ? "call stack exhausted" : Messages.of(cause), cause);
  }

  public static Problem failed(String detail, @Nullable Throwable cause) {
    return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "The function failed", detail, cause);
  }

  public static Problem tooSlow(String limit) {
    return new Problem(
        HttpStatus.GATEWAY_TIMEOUT,
        "The function took too long",
        "The call was interrupted after " + limit);
  }

  /**
   * Too many calls are running and waiting.
   *
   * @param retryAfter estimated time until a call may be accepted
   */
  public static Problem busy(Duration retryAfter) {
    Problem problem =
        new Problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Too many calls",
            "The limits of running and of waiting calls are reached");
    long seconds = Math.max(1, retryAfter.toSeconds());
    problem.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
    return problem;
  }
}
