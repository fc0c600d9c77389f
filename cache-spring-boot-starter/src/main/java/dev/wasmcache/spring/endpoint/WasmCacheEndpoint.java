package dev.wasmcache.spring.endpoint;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The cache for operators of the application: a summary here, and the other operations in {@link
 * WasmCacheWebExtension} and {@link WasmCacheJmxExtension}. Operations that change something need
 * unrestricted access.
 */
@Endpoint(id = WasmCacheEndpoint.ID, defaultAccess = Access.READ_ONLY)
public final class WasmCacheEndpoint {

  static final String ID = "wasmcache";
  static final Access DEFAULT_ACCESS = Access.READ_ONLY;

  private final SummaryWriter summary;

  WasmCacheEndpoint(SummaryWriter summary) {
    this.summary = summary;
  }

  /** Returns a summary. */
  @ReadOperation
  public Summary summary() {
    return summary.summarize();
  }
}
