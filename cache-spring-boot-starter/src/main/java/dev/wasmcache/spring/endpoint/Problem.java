package dev.wasmcache.spring.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.http.HttpStatus;

/**
 * Why a request was refused: a problem detail.
 *
 * @param title the name of the status
 * @param status the status
 * @param detail what is wrong, and what would be valid
 * @param verification the running job that prevents the request; absent if there is none
 */
public record Problem(String title, int status, String detail, @Nullable Verification verification)
    implements OperationResponseBody {

  static Problem of(int status, String detail) {
    return new Problem(HttpStatus.valueOf(status).getReasonPhrase(), status, detail, null);
  }

  Problem with(Verification running) {
    return new Problem(title, status, detail, running);
  }
}
