package dev.wasmcache.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.convert.ConversionServiceParameterValueMapper;
import org.springframework.boot.actuate.endpoint.invoke.reflect.OperationMethod;
import org.springframework.boot.actuate.endpoint.invoke.reflect.ReflectiveOperationInvoker;

/** Operations that take their arguments as one object, next to operations of other endpoints. */
final class ArgumentsAdvisorTest {

  @Test
  void apply_operationWithArguments_givesItThoseOfTheRequest() {
    Object shown =
        advised("withArguments")
            .invoke(
                new InvocationContext(
                    SecurityContext.NONE,
                    Map.of("selected", "s", "one", "1", "several", List.of("a", "b"))));
    assertThat(shown).isEqualTo("s 1 a,b null anonymous");
  }

  @Test
  void apply_operationWithoutArguments_isInvokedAsBefore() {
    OperationInvoker invoker = invoker("withoutArguments");
    assertThat(advise("withoutArguments", invoker)).isSameAs(invoker);
  }

  @Test
  void operations_ofTheWebExtension_takeAtMostThreeParameters() {
    assertThat(WasmCacheWebExtension.class.getDeclaredMethods())
        .allMatch(method -> method.getParameterCount() <= 3);
  }

  private static OperationInvoker advised(String method) {
    return advise(method, invoker(method));
  }

  private static OperationInvoker advise(String method, OperationInvoker invoker) {
    return new ArgumentsAdvisor()
        .apply(
            EndpointId.of("any"), OperationType.READ, operation(method).getParameters(), invoker);
  }

  private static OperationInvoker invoker(String method) {
    return new ReflectiveOperationInvoker(
        new Target(), operation(method), new ConversionServiceParameterValueMapper());
  }

  private static OperationMethod operation(String name) {
    Method method =
        Arrays.stream(Target.class.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return new OperationMethod(method, OperationType.READ);
  }

  static final class Target {
    String withArguments(@Selector String selected, Arguments arguments, SecurityContext security) {
      Principal principal = security.getPrincipal();
      return String.join(
          " ",
          selected,
          arguments.given("one"),
          arguments.given("several"),
          arguments.given("absent"),
          principal == null ? "anonymous" : principal.getName());
    }

    String withoutArguments(@Selector String selected) {
      return selected;
    }
  }
}
