package dev.wasmcache.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Stops reusing connections for a while after one of them returned the answer to another request.
 * Every connection that is used during that time is closed after its answer, so that the one that
 * is out of step goes. Safe for concurrent use.
 */
final class ClosingHttpClient implements SdkHttpClient {

  private static final Duration WHILE = Duration.ofSeconds(5);

  private final SdkHttpClient client;
  private volatile long closingUntil = System.nanoTime();

  ClosingHttpClient(SdkHttpClient client) {
    this.client = client;
  }

  /** Stops reusing connections for a while. */
  void closeConnections() {
    closingUntil = System.nanoTime() + WHILE.toNanos();
  }

  private boolean closing() {
    return closingUntil - System.nanoTime() > 0;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        HttpExecuteResponse response = prepared.call();
        if (response.responseBody().isEmpty()) {
          if (closing()) {
            prepared.abort();
          }
          return response;
        }
        AbortableInputStream body = response.responseBody().get();
        return HttpExecuteResponse.builder()
            .response(response.httpResponse())
            .responseBody(AbortableInputStream.create(new Body(body, prepared), prepared))
            .build();
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private final class Body extends FilterInputStream {
    private final ExecutableHttpRequest request;

    private Body(InputStream body, ExecutableHttpRequest request) {
      super(body);
      this.request = request;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (closing()) {
        request.abort();
      }
    }
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }
}
