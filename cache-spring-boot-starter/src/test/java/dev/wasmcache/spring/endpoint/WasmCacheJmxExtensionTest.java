package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.CacheKey;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The endpoint through the MBean server of the platform. */
final class WasmCacheJmxExtensionTest extends RunningApplication {

  private static final String[] NO_FILTER = new String[7];

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  @Test
  void operations_readOnly_showAndChangeNothing() throws JMException {
    startWithJmx();
    CacheKey key = load("decoder", 1);
    assertThat(operations())
        .containsExactlyInAnyOrder(
            "summary", "list", "inspect", "modules", "why", "compiles", "verification");
    assertThat(map(invoke("summary"))).containsEntry("cache", "wasm").containsKey("tiers");
    assertThat((List<?>) map(invoke("list", (Object[]) NO_FILTER)).get("entries")).hasSize(1);
    assertThat(map(invoke("inspect", key.toHex()))).containsEntry("key", key.toHex());
    assertThat(map(invoke("why", null, "decoder"))).containsEntry("key", key.toHex());
    assertThat((List<?>) map(invoke("compiles", (Object) null)).get("compiles")).hasSize(1);
    assertThat((List<?>) map(invoke("modules")).get("modules")).hasSize(1);
  }

  @Test
  void operations_unrestricted_evictVerifyAndPrewarm() throws JMException {
    startWithJmx(UNRESTRICTED);
    CacheKey key = load("decoder", 1);
    assertThat(operations())
        .contains("evict", "evictMatching", "evictAll", "verify", "verifyAll", "prewarm");
    assertThat(map(invoke("verify", key.toHex()))).containsEntry("tiers", Map.of("disk", "hit"));
    invoke("verifyAll");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(map(invoke("verification"))).containsEntry("state", "finished"));
    assertThat(map(invoke("prewarm", "decoder"))).containsEntry("outcome", "live");
    assertThat(map(invoke("evictMatching", "chicory", null, null, null, null)))
        .containsEntry("evicted", 0L);
    invoke("evict", key.toHex());
    assertThat(cache().admin().inspect(key)).isEmpty();
    assertThat(modules().modules()).isEmpty();
    load(2);
    invoke("evictAll");
    assertThat(cache().admin().keys(null, 10)).isEmpty();
  }

  @Test
  void operations_refused_sayWhy() throws JMException {
    startWithJmx(UNRESTRICTED);
    assertThatThrownBy(() -> invoke("inspect", "abc")).hasStackTraceContaining("'abc'");
    assertThatThrownBy(() -> invoke("inspect", ABSENT)).hasStackTraceContaining("No tier has");
    assertThatThrownBy(() -> invoke("evictMatching", null, null, null, null, null))
        .hasStackTraceContaining("No filter selects the entries");
    assertThatThrownBy(() -> invoke("why", null, "nobody")).hasStackTraceContaining("'nobody'");
  }

  private void startWithJmx(String... properties) {
    String[] all = Arrays.copyOf(properties, properties.length + 2);
    all[properties.length] = "spring.jmx.enabled=true";
    all[properties.length + 1] = "management.endpoints.jmx.exposure.include=*";
    start(all);
  }

  private List<String> operations() throws JMException {
    return Arrays.stream(server.getMBeanInfo(name()).getOperations())
        .map(MBeanOperationInfo::getName)
        .toList();
  }

  private Object invoke(String operation, Object... arguments) throws JMException {
    MBeanOperationInfo info =
        Arrays.stream(server.getMBeanInfo(name()).getOperations())
            .filter(candidate -> candidate.getName().equals(operation))
            .findFirst()
            .orElseThrow();
    String[] signature =
        Arrays.stream(info.getSignature())
            .map(parameter -> parameter.getType())
            .toArray(String[]::new);
    return server.invoke(name(), operation, arguments, signature);
  }

  private ObjectName name() throws JMException {
    Set<ObjectName> names =
        server.queryNames(
            new ObjectName("org.springframework.boot:type=Endpoint,name=Wasmcache,*"), null);
    assertThat(names).hasSize(1);
    return names.iterator().next();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object answer) {
    return (Map<String, Object>) answer;
  }
}
