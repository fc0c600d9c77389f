package dev.wasmcache.sample.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function as its callers see it: its parameters described in words, or their types.
 *
 * @param example example arguments, a JSON array; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FunctionInfo(
    String name, List<String> parameters, String result, @Nullable String example) {}
