package dev.wasmcache.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;

/** The whole service on a port, with an empty disk and low limits. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "wasm.cache.disk.enabled=false",
      "sample.modules.max-upload-size=100KB",
      "sample.modules.max-count=3",
      "sample.modules.max-total-size=120KB",
      "sample.modules.max-exports=100",
      "sample.calls.time-limit=1m",
      "sample.calls.memory-limit=32MB",
      "sample.calls.max-concurrent=1",
      "sample.calls.max-arguments=200KB",
      "sample.page.max-listeners=2"
    })
@AutoConfigureRestTestClient
public @interface HttpTest {}
