package dev.wasmcache.sample;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the service.
 *
 * @param modules the limits of uploads
 * @param calls the limits of one call of a function
 * @param page the limits of the page
 */
@ConfigurationProperties("sample")
public record SampleProperties(
    @DefaultValue Modules modules, @DefaultValue Calls calls, @DefaultValue Page page) {

  /**
   * The limits of uploads.
   *
   * @param maxUploadSize size of one module
   * @param maxCount number of uploaded modules that are kept
   * @param maxTotalSize size of all of them together
   * @param maxExports exports of one module
   */
  public record Modules(
      @DefaultValue("32MB") DataSize maxUploadSize,
      @DefaultValue("50") int maxCount,
      @DefaultValue("128MB") DataSize maxTotalSize,
      @DefaultValue("1000") int maxExports) {}

  /**
   * The limits of one call.
   *
   * @param timeLimit time after which a call is interrupted
   * @param memoryLimit memory that a module may hold during a call
   * @param maxConcurrent calls that run at once; a further one waits
   * @param maxWaiting calls that wait for others to end; a further one is refused
   * @param maxWait how long a call waits before it is refused
   * @param maxArguments size of the arguments, as JSON
   * @param maxOutput text that a module may print during a call; the rest is dropped
   */
  public record Calls(
      @DefaultValue("10s") Duration timeLimit,
      @DefaultValue("64MB") DataSize memoryLimit,
      @DefaultValue("8") int maxConcurrent,
      @DefaultValue("32") int maxWaiting,
      @DefaultValue("2s") Duration maxWait,
      @DefaultValue("1MB") DataSize maxArguments,
      @DefaultValue("64KB") DataSize maxOutput) {}

  /**
   * The limits of the page.
   *
   * @param maxListeners connections that receive updates; a further one is refused
   */
  public record Page(@DefaultValue("64") int maxListeners) {}
}
