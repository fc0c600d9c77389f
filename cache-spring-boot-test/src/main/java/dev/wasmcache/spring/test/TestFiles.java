package dev.wasmcache.spring.test;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells the resources of tests from those of the application.
 *
 * @param classes the directory of the tests' classes
 * @param build the build directory
 */
record TestFiles(@Nullable Path classes, @Nullable Path build) {

  /** Whether a build tool put this file among the tests'. */
  boolean contain(@Nullable Path file) {
    if (file == null) {
      return false;
    }
    if (classes != null && file.startsWith(classes)) {
      return true;
    }
    if (build == null || !file.startsWith(build)) {
      return false;
    }
    // Maven: test-classes. Gradle: resources/test, resources/integrationTest.
    Path folder = build.relativize(file).getParent();
    return folder != null && folder.toString().toLowerCase(Locale.ROOT).contains("test");
  }
}
