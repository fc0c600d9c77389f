package dev.wasmcache.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventLoopsTest {

  @ParameterizedTest
  @CsvSource({
    "nioEventLoopGroup-2-1, true",
    "multiThreadIoEventLoopGroup-3-2, true",
    "vert.x-eventloop-thread-0, true",
    "reactor-http-epoll-1, true",
    "vert.x-worker-thread-0, false",
    "boundedElastic-1, false",
    "http-nio-8080-exec-1, false",
    "main, false",
    "'', false"
  })
  void isEventLoop_name_decides(String name, boolean expected) {
    assertThat(EventLoops.isEventLoop(new Thread(null, null, name))).isEqualTo(expected);
  }
}
