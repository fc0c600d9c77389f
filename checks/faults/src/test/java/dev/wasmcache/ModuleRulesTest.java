package dev.wasmcache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * What the modules may know of each other. The module descriptors say the same; these rules also
 * hold on the class path, and say why.
 */
final class ModuleRulesTest {

  private static final String[] ENGINES = {
    "dev.wasmcache.engine..", "dev.wasmcache.endive..", "dev.wasmcache.chicory.."
  };
  private static final String[] STORES = {"dev.wasmcache.redis..", "dev.wasmcache.s3.."};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.wasmcache");

  @Test
  void classes_ofEveryKind_areSeen() {
    for (String name : new String[] {"engine.Bundle", "redis.RedisStore", "s3.S3Store"}) {
      assertThat(CLASSES.contain("dev.wasmcache." + name)).as(name).isTrue();
    }
  }

  @Test
  void stores_always_useTheGuardsWordsAndNoOtherInternals() {
    noClasses()
        .that()
        .resideInAnyPackage(STORES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.wasmcache.internal.archive..",
            "dev.wasmcache.internal.compile..",
            "dev.wasmcache.internal.entry..",
            "dev.wasmcache.internal.miss..")
        .because("a store keeps bytes: it knows no format, and decides nothing about them")
        .check(CLASSES);
  }

  @Test
  void engines_always_useTheCommonInternalsOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.wasmcache.internal.*..")
        .because("an engine compiles and loads: how its artifacts are kept is not its business")
        .check(CLASSES);
  }

  @Test
  void storesAndEngines_always_doNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAnyPackage(STORES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ENGINES)
        .because("any engine works with any store")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ENGINES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(STORES)
        .because("any engine works with any store")
        .check(CLASSES);
  }

  @Test
  void core_always_knowsNeither() {
    for (String[] others : new String[][] {ENGINES, STORES}) {
      noClasses()
          .that()
          .resideInAnyPackage("dev.wasmcache", "dev.wasmcache.disk..", "dev.wasmcache.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .because("dependencies point to the interface")
          .check(CLASSES);
    }
  }
}
