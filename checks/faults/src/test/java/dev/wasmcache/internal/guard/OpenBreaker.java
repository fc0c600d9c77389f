package dev.wasmcache.internal.guard;

/** The bug of a test: a breaker that is open never closes. */
public final class OpenBreaker {

  private final Breaker breaker;

  public OpenBreaker(Breaker.Rules rules) {
    this.breaker = new Breaker(rules);
  }

  public boolean isClosed() {
    return breaker.isClosed();
  }

  public boolean isTrying() {
    return breaker.isTrying();
  }

  public boolean isOpenForHang() {
    return breaker.isOpenForHang();
  }

  public boolean tryTrial(long now) {
    return breaker.tryTrial(now);
  }

  public void trialCancelled(long now) {
    breaker.trialCancelled(now);
  }

  public void trialSucceeded(long now) {
    breaker.trialCancelled(now);
  }

  public void trialFailed(long now, boolean hung) {
    breaker.trialFailed(now, hung);
  }

  public void succeeded() {
    breaker.succeeded();
  }

  public boolean failed(long now, boolean hung) {
    return breaker.failed(now, hung);
  }
}
