package dev.wasmcache.sample.problem;

import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Returns an error response when the heap is full, wherever the error occurs. */
@RestControllerAdvice
final class ErrorAdvice {

  @ExceptionHandler
  ProblemDetail outOfMemory(OutOfMemoryError error) {
    return Problem.outOfMemory("This request takes more memory than the service has", error)
        .getBody();
  }
}
