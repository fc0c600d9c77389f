package dev.wasmcache.spring.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers as problem details what Spring MVC refuses before an operation of the endpoint is called:
 * a method, a media type, a body that cannot be read. Leaves every other path alone.
 */
final class ProblemResolver implements HandlerExceptionResolver, Ordered {

  private final Optional<String> path;
  private final Access access;

  /**
   * @param path the endpoint's, within the application; empty if it is not served
   */
  ProblemResolver(Optional<String> path, Access access) {
    this.path = path;
    this.access = access;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    if (!isOfEndpoint(request) || response.isCommitted()) {
      return null;
    }
    Problem problem = problem(failure);
    if (problem == null) {
      return null;
    }
    if (failure instanceof ErrorResponse refusal) {
      refusal
          .getHeaders()
          .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    }
    try {
      ProblemResponses.write(response, problem, Map.of());
    } catch (IOException e) {
      // Who asked has gone: there is nobody to answer.
    }
    return new ModelAndView();
  }

  private boolean isOfEndpoint(HttpServletRequest request) {
    String asked = request.getRequestURI().substring(request.getContextPath().length());
    return path.filter(own -> asked.equals(own) || asked.startsWith(own + "/")).isPresent();
  }

  private @Nullable Problem problem(Exception failure) {
    if (failure instanceof HttpRequestMethodNotSupportedException refusal) {
      return Problem.of(405, notAllowed(refusal.getMethod(), access));
    }
    if (failure instanceof HttpMessageNotReadableException) {
      return Problem.of(400, "The body is not the JSON of an object");
    }
    if (failure instanceof ErrorResponse refusal) {
      int status = refusal.getStatusCode().value();
      String detail = refusal.getBody().getDetail();
      HttpStatus known = HttpStatus.resolve(status);
      if (known == null) {
        return null;
      }
      return Problem.of(status, detail == null ? known.getReasonPhrase() : detail);
    }
    return null;
  }

  static String notAllowed(String method, Access access) {
    return access == Access.UNRESTRICTED
        ? method + " is not allowed here"
        : method
            + " is not allowed: the access to the endpoint is read-only; what changes something"
            + " needs management.endpoint.wasmcache.access=unrestricted";
  }
}
