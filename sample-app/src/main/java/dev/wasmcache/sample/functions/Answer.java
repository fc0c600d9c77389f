package dev.wasmcache.sample.functions;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;

/** The result of a function. */
public sealed interface Answer {

  /** A JSON value: a number, a text, a list, a record; null if there is no result. */
  record Value(@Nullable Object value) implements Answer {}

  /** Bytes of a media type, such as an image. */
  record Content(Resource body, MediaType mediaType) implements Answer {

    static Content of(byte[] bytes, MediaType mediaType) {
      return new Content(new ByteArrayResource(bytes), mediaType);
    }
  }
}
