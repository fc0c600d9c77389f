package dev.wasmcache.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Selects a module that is configured by name, below {@code wasm.modules}, where it is injected:
 * {@code @WasmModule("decoder") EndiveModule decoder}. The application can provide the module
 * itself instead, with a bean of the same annotation and type.
 *
 * <p>The injected module is a handle: it stands for the module that is current when it is used.
 */
@Documented
@Inherited
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({
  ElementType.FIELD,
  ElementType.METHOD,
  ElementType.PARAMETER,
  ElementType.TYPE,
  ElementType.ANNOTATION_TYPE
})
public @interface WasmModule {

  /** Returns the name of the module: the part of the property after {@code wasm.modules}. */
  String value();
}
