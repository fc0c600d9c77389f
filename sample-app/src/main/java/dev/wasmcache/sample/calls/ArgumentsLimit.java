package dev.wasmcache.sample.calls;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.databind.JsonNode;

/** Refuses arguments that are too large, even if the request's Content-Length is wrong. */
@RestControllerAdvice
final class ArgumentsLimit extends RequestBodyAdviceAdapter {

  private final long maximumBytes;

  ArgumentsLimit(SampleProperties properties) {
    this.maximumBytes = properties.calls().maxArguments().toBytes();
  }

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type targetType,
      Class<? extends HttpMessageConverter<?>> converterType) {
    return JsonNode.class.equals(targetType);
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type targetType,
      Class<? extends HttpMessageConverter<?>> converterType)
      throws IOException {
    if (message.getHeaders().getContentLength() > maximumBytes) {
      throw Problem.argumentsTooLarge(maximumBytes);
    }
    InputStream body = new LimitedBody(message.getBody(), maximumBytes);
    return new HttpInputMessage() {
      @Override
      public InputStream getBody() {
        return body;
      }

      @Override
      public HttpHeaders getHeaders() {
        return message.getHeaders();
      }
    };
  }

  private static final class LimitedBody extends FilterInputStream {
    private final long maximumBytes;
    private long read;

    LimitedBody(InputStream body, long maximumBytes) {
      super(body);
      this.maximumBytes = maximumBytes;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      count(Math.max(0, count));
      return count;
    }

    private void count(int count) {
      read += count;
      if (read > maximumBytes) {
        throw Problem.argumentsTooLarge(maximumBytes);
      }
    }
  }
}
