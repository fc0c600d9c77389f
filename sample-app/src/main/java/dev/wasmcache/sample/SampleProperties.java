package dev.wasmcache.sample;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the service allows.
 *
 * @param modules the limits of what is uploaded
 * @param calls the limits of one call of a function
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue Modules modules, @DefaultValue Calls calls) {

  /**
   * @param maxUploadSize size of one module
   * @param maxCount number of uploaded modules that are kept
   * @param maxTotalSize size of all of them together
   */
  record Modules(
      @DefaultValue("32MB") DataSize maxUploadSize,
      @DefaultValue("50") int maxCount,
      @DefaultValue("128MB") DataSize maxTotalSize) {}

  /**
   * @param timeLimit time after which a call is interrupted
   * @param memoryLimit memory that a module may hold during a call
   * @param maxConcurrent calls that run at once; a further one is refused
   * @param maxOutput what a module may print during a call, the rest is dropped
   */
  record Calls(
      @DefaultValue("10s") Duration timeLimit,
      @DefaultValue("64MB") DataSize memoryLimit,
      @DefaultValue("8") int maxConcurrent,
      @DefaultValue("64KB") DataSize maxOutput) {}
}
