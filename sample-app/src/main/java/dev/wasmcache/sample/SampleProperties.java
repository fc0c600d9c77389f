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
 * @param page the limits of the page
 */
@ConfigurationProperties("sample")
public record SampleProperties(
    @DefaultValue Modules modules, @DefaultValue Calls calls, @DefaultValue Page page) {

  /**
   * What is taken in.
   *
   * @param maxUploadSize size of one module
   * @param maxCount number of uploaded modules that are kept
   * @param maxTotalSize size of all of them together
   */
  public record Modules(
      @DefaultValue("32MB") DataSize maxUploadSize,
      @DefaultValue("50") int maxCount,
      @DefaultValue("128MB") DataSize maxTotalSize) {}

  /**
   * What one call may take.
   *
   * @param timeLimit time after which a call is interrupted
   * @param memoryLimit memory that a module may hold during a call
   * @param maxConcurrent calls that run at once; a further one is refused
   * @param maxOutput what a module may print during a call, the rest is dropped
   */
  public record Calls(
      @DefaultValue("10s") Duration timeLimit,
      @DefaultValue("64MB") DataSize memoryLimit,
      @DefaultValue("8") int maxConcurrent,
      @DefaultValue("64KB") DataSize maxOutput) {}

  /**
   * Who may look at the page.
   *
   * @param maxListeners connections that are told of changes; a further one is refused
   */
  public record Page(@DefaultValue("64") int maxListeners) {}
}
