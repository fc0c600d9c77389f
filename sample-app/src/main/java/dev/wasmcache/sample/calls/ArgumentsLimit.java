package dev.wasmcache.sample.calls;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.LimitedBody;
import dev.wasmcache.sample.problem.Problem;
import java.io.ByteArrayInputStream;
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
    byte[] body =
        LimitedBody.read(
            message.getHeaders().getContentLength(),
            message.getBody(),
            maximumBytes,
            Problem::argumentsTooLarge);
    return new HttpInputMessage() {
      @Override
      public InputStream getBody() {
        return new ByteArrayInputStream(body);
      }

      @Override
      public HttpHeaders getHeaders() {
        return message.getHeaders();
      }
    };
  }
}
