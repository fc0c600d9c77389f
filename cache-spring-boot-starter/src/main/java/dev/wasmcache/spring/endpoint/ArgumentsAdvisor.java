package dev.wasmcache.spring.endpoint;

import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.util.StringUtils;

/**
 * Lets an operation take all its arguments as one {@link Arguments}. Operations without such a
 * parameter, including those of other endpoints, are invoked unchanged.
 */
final class ArgumentsAdvisor implements OperationInvokerAdvisor {

  @Override
  public OperationInvoker apply(
      EndpointId endpoint,
      OperationType type,
      OperationParameters parameters,
      OperationInvoker invoker) {
    return parameters.stream().anyMatch(parameter -> parameter.getType() == Arguments.class)
        ? context -> invoker.invoke(withArguments(context))
        : invoker;
  }

  private static InvocationContext withArguments(InvocationContext context) {
    Arguments arguments = new Arguments(name -> text(context.getArguments().get(name)));
    return new InvocationContext(
        Objects.requireNonNull(context.resolveArgument(SecurityContext.class)),
        context.getArguments(),
        OperationArgumentResolver.of(Arguments.class, () -> arguments));
  }

  /** Returns a value as Spring Boot would give it to a parameter that is a string. */
  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof Collection<?> values) {
      return StringUtils.collectionToCommaDelimitedString(values);
    }
    return value == null ? null : value.toString();
  }
}
