package dev.wasmcache.sample;

import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers where the heap is full, wherever that is noticed. */
@RestControllerAdvice
final class ErrorAdvice {

  @ExceptionHandler
  ProblemDetail outOfMemory(OutOfMemoryError error) {
    return Problem.outOfMemory("This request takes more memory than the service has", error)
        .getBody();
  }
}
